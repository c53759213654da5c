using Repairs.Contracts;
using Repairs.NoAccess;
using static Repairs.Tests.Unit.NoAccess.A;
using Repairs.Platform;

namespace Repairs.Tests.Unit.NoAccess;

/// <summary>Histories of invented households, from a seed: what tends to happen on their visits, in time order.</summary>
internal static class Personas
{
    private static readonly Guid FirstFollowUp = StableId.Of("follow-up", Landlord, Household);

    private sealed record Persona(string Name, DoorOutcome[] Doors, double Reason, string[] Reasons, double Pause, double Adjustment, double Dispute, double ByLandlord, double Concern, double Absence);

    private static readonly Persona[] All =
    [
        new("in hospital", [DoorOutcome.DO10], 0.2, ["circumstance"], 0.8, 0.2, 0.1, 0.2, 0.05, 0.05),
        new("deaf", [DoorOutcome.DO10, DoorOutcome.DO10, DoorOutcome.DO01], 0.5, ["circumstance"], 0.05, 0.9, 0.2, 0.2, 0, 0.05),
        new("anxious", [DoorOutcome.DO10, DoorOutcome.DO11, DoorOutcome.DO15], 0.4, ["not-said", "circumstance"], 0.1, 0.4, 0.1, 0.1, 0.1, 0.05),
        new("works shifts", [DoorOutcome.DO10, DoorOutcome.DO11, DoorOutcome.DO01], 0.5, ["circumstance", "ours"], 0.05, 0.1, 0.2, 0.6, 0, 0.1),
        new("abandoned by the contractor", [DoorOutcome.DO20, DoorOutcome.DO21, DoorOutcome.DO22, DoorOutcome.DO23, DoorOutcome.DO10], 0.3, ["ours"], 0, 0.1, 0.4, 0.3, 0, 0.6),
        new("at another address", [DoorOutcome.DO20, DoorOutcome.DO10], 0.3, ["ours"], 0, 0.1, 0.7, 0.5, 0, 0.1),
        new("a child at the door", [DoorOutcome.DO13, DoorOutcome.DO10], 0.2, ["circumstance"], 0.05, 0.1, 0.1, 0.2, 0.2, 0.05),
        new("unsafe at home", [DoorOutcome.DO10, DoorOutcome.DO12], 0.6, ["not-said"], 0.1, 0.3, 0.05, 0.2, 0.3, 0.05),
        new("hoarding", [DoorOutcome.DO14, DoorOutcome.DO10, DoorOutcome.DO16, DoorOutcome.DO12], 0.2, ["not-said", "circumstance"], 0.05, 0.3, 0.1, 0.2, 0.3, 0.05),
        new("new to English", [DoorOutcome.DO10, DoorOutcome.DO12, DoorOutcome.DO11], 0.3, ["ours", "circumstance"], 0, 0.2, 0.05, 0.8, 0, 0.05),
        new("out of luck", Enum.GetValues<DoorOutcome>().Where(d => d < DoorOutcome.DO30).ToArray(), 0.4, ["ours", "circumstance", "not-said"], 0.2, 0.3, 0.3, 0.5, 0.1, 0.2),
    ];

    /// <summary>One household's facts: 1 to 5 visits and whatever is learned around them.</summary>
    public static List<IEvent> History(Random random)
    {
        var persona = All[random.Next(All.Length)];
        List<IEvent> facts = [];
        bool Chance(double p) => random.NextDouble() < p;
        if (Chance(persona.Adjustment))
            facts.Add(Adjustment(0, Start(random.Next(-9, 3))));
        if (Chance(0.1))
            facts.Add(Withdrawn(0, Start(random.Next(0, 9))));
        var day = 0;
        var visits = random.Next(1, 6);
        for (var i = 0; i < visits; i++)
        {
            day += random.Next(1, Chance(0.2) ? 200 : 20);
            AddVisit(facts, persona, random, day);
            if (Chance(persona.Pause))
            {
                facts.Add(Pause(day, Start(day - random.Next(1, 5)), Chance(0.5) ? Start(day + random.Next(1, 5)) : null));
                if (Chance(0.5))
                    facts.Add(Resume(day, Start(day + random.Next(-1, 5))));
            }
        }

        if (Chance(0.2))
            facts.Add(Closed(FirstFollowUp, Start(random.Next(1, day + 2))));
        return facts;
    }

    private static void AddVisit(List<IEvent> facts, Persona persona, Random random, int n)
    {
        bool Chance(double p) => random.NextDouble() < p;
        var repair = random.Next(0, 3);
        var door = persona.Doors[random.Next(persona.Doors.Length)];
        var emergency = Chance(0.05);
        facts.Add(emergency
            ? Booked(n, repair, Actor.System, Priority.Emergency) with { OccurredAt = Start(n).AddHours(-1) }
            : Booked(n, repair, Chance(persona.ByLandlord) ? Actor.Landlord : Actor.Resident));
        if (Chance(0.5))
            facts.Add(Told(n, Start(n).AddDays(-1)));
        if (Chance(0.1))
            facts.Add(CameBack(n, Chance(0.5) ? "text" : "email"));
        if (!emergency && Chance(0.1))
            facts.Add(Changed(n, Start(n).AddHours(-random.Next(1, 40)), Start(n).AddMinutes(random.Next(0, 200)), Chance(0.5) ? Actor.Landlord : Actor.Resident, repair));
        if (Chance(0.05))
            facts.Add(Cancelled(n, Start(n).AddHours(-3)));
        if (Chance(0.7))
            facts.Add(BriefRead(n, Start(n)));
        if (Chance(persona.Absence))
            facts.Add(NobodyCame(n, repair));
        var evidence = Chance(0.75) ? Complete : Complete with { CardPhoto = false };
        facts.Add(Report(n, door, repair, evidence, random.Next(-10, 260), priority: emergency ? Priority.Emergency : Priority.Routine, observed: Chance(0.05) ? [DoorOutcome.DO31] : Chance(0.1) ? [DoorOutcome.DO30] : []));
        if (Chance(0.1))
            facts.Add(Report(n, persona.Doors[random.Next(persona.Doors.Length)], repair, Complete, 30, Id("report", n), "correction"));
        if (Chance(0.1))
            facts.Add(new VisitEvidenceAdded(Landlord, Visit(n), Id("report", n), Repair(repair), Household, Complete, Start(n).AddHours(6)));
        if (Chance(persona.Reason))
            facts.Add(Reason(n, persona.Reasons[random.Next(persona.Reasons.Length)]));
        if (Chance(persona.Dispute))
        {
            facts.Add(Dispute(n));
            if (Chance(0.1))
                facts.Add(TakenBack(n, Start(n).AddDays(2)));
            else if (Chance(0.6))
                facts.Add(Decided(n, Chance(0.5)));
        }

        if (Chance(persona.Concern))
            facts.Add(Concern(n, Chance(0.3)));
        if (Chance(0.05))
            facts.Add(Hazard(n, repair));
        if (Chance(0.05))
            facts.Add(new FeedbackGiven(Landlord, Id("feedback", n), Visit(n), Repair(repair), random.Next(1, 6), null, null, true, Start(n).AddDays(1)));
    }
}
