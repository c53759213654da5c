using Repairs.Contracts;
using Repairs.Messages.Wording;

namespace Repairs.Tests.Unit.Messages;

/// <summary>The hardest people, dates and places a template may meet.</summary>
internal static class WorstCase
{
    public static readonly string?[] Names =
    [
        null,
        "",
        "Sam",
        "SAM OKAFOR",
        "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Papadopoulos",
        new string('x', 500),
        "Sam 🌈🦄 Jones",
        "محمد عبد الرحمن",
        "ישראל ישראלי",
        "\u202Egnimoc\u202C Sam",
        "Łukasz Żółć",
        "李小龍",
        "Dna Court",
        "Final Warning",
        "You failed to",
        "{{link}} {{#each}}",
        "<script>alert(1)</script>",
        "Robert'); drop table message;--",
        "Sam\nStop\r\nCall",
        "Mr. Dr. St. John",
        "O'Neill-D'Arcy",
    ];

    public static readonly string[] Landlords = ["Riverside Homes", "The Northamptonshire and Leicestershire Metropolitan Community Housing Association Partnership"];

    public static IEnumerable<Reader> Readers() =>
        from name in Names
        from landlord in Landlords
        from noCalls in new[] { false, true }
        where !noCalls || name == "Sam"
        select new Reader(name, noCalls, landlord, "Oluwaseun", "0800 111 222 333", "https://repairs.northamptonshire-housing.example/r/AAECAwQFBgcICQoLDA0ODwAAAAHEmX0PsTtnq2-No_Dna-CouRt", "Maximiliana");

    /// <summary>Those that change the words of one template.</summary>
    public static IEnumerable<Facts> FactsFor(string template) => Facts()
        .Where(f => (f.Cause is null || template == "landlord-missed") && (f.Reason is null || template == "repair-withdrawn"))
        .Concat(template == "repair-raised" ? Facts().Take(1).Select(f => f with { CallBy = null }) : [])
        .Concat(template == "choices-by-letter" ? OnASlip() : []);

    /// <summary>Choices as a letter tells them.</summary>
    public static IEnumerable<Facts> OnASlip() => Facts().Where(f => f.Choices.Count > 0)
        .SelectMany(f => new[] { f, f with { Asked = true } }).Select(f => f with { Slip = "K7 M2 X5", ReplyBy = new(2026, 9, 23) });

    public static IEnumerable<Facts> Facts()
    {
        var plain = new Facts
        {
            Trade = "electrical",
            Date = new DateOnly(2026, 9, 23),
            From = new TimeOnly(10, 15),
            To = new TimeOnly(12, 45),
            WindowStart = At(23, 9, 15),
            WindowEnd = At(23, 11, 45),
            OldStart = At(16, 9, 15),
            OldEnd = At(16, 11, 45),
            VisitedAt = At(23, 11, 44),
            ArriveBy = At(23, 11, 44),
            CallBy = At(30, 16, 0),
            ReopenBy = At(30, 16, 0),
            KeptUntil = At(23, 11, 44),
            Said = "Oluwaseun would write to you by Wednesday 23 September",
        };
        yield return plain;
        yield return plain with { ByResident = true };
        yield return plain with { PersonFirst = true };
        yield return plain with { ComeBy = At(23, 22, 59) };
        yield return plain with { Trade = null };
        yield return plain with { Choices = [new(new(2026, 9, 23), new(10, 15), new(12, 45)), new(new(2026, 9, 30), new(14, 15), new(16, 45)), new(new(2026, 10, 28), new(17, 30), new(20, 15))] };
        yield return plain with { Gone = true, Choices = [new(new(2026, 9, 23), new(10, 15), new(12, 45)), new(new(2026, 9, 30), new(14, 15), new(16, 45)), new(new(2026, 10, 28), new(17, 30), new(20, 15))] };
        foreach (var cause in Enum.GetValues<DoorOutcome>())
            yield return plain with { Cause = cause };
        foreach (var because in new[] { "not-told", "needs-unread", "they-told-us", "our-side" })
            yield return plain with { Cause = DoorOutcome.DO10, Because = because };
        foreach (var reason in new[] { "resident-asked", "duplicate", "raised-in-error", "already-fixed", "other" })
            yield return plain with { Reason = reason };
    }

    private static DateTimeOffset At(int day, int hour, int minute) => new(2026, 9, day, hour, minute, 0, TimeSpan.Zero);
}
