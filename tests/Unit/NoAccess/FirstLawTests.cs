using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Contracts;
using Repairs.NoAccess;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Tests.Unit.Platform;
using Xunit.Abstractions;
using static Repairs.Tests.Unit.NoAccess.A;

namespace Repairs.Tests.Unit.NoAccess;

/// <summary>
/// The first law, driven with invented households: whatever happens on visits, in whatever order and however often we hear of it, nobody's repair is ended and
/// nobody is threatened; after the trigger nothing unprompted goes out before a person has tried; at most one follow-up is open.
/// </summary>
public sealed class FirstLawTests(ITestOutputHelper output)
{
    private static readonly Thresholds Settings = new();

    /// <summary>All that NoAccess may ever say.</summary>
    private static readonly Type[] Sayings = [typeof(MissedEachOther), typeof(LandlordMissed), typeof(HumanContactRequested), typeof(WelfareFollowUpRequested), typeof(AttemptsPaused), typeof(AttemptsResumed)];

    private static readonly DateTimeOffset Later = Start(1100);

    [Fact]
    [Trait("requirement", "1")]
    [Trait("requirement", "2")]
    [Trait("requirement", "22")]
    public void The_same_facts_in_any_order_and_number_lead_to_the_same_decisions() => ForAll(100_000, seed =>
    {
        var random = new Random(seed);
        var facts = Personas.History(random);
        var decided = Decide(facts);
        var heard = facts.Concat(facts.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(heard);
        return IsSame(decided, Decide(heard)) && IsHarmless(decided);
    });

    [Fact]
    [Trait("requirement", "1")]
    [Trait("requirement", "2")]
    [Trait("requirement", "11")]
    [Trait("requirement", "12")]
    [Trait("requirement", "60")]
    public void Whatever_happens_the_most_that_follows_is_one_person_who_asks() => ForAll(10_000, seed => new House(new Random(seed)).Live());

    private void ForAll(int histories, Func<int, bool> holds)
    {
        var seed = (ulong)Random.Shared.NextInt64();
        output.WriteLine($"FsCheck seed ({seed}, {seed | 1})");
        var watch = Stopwatch.StartNew();
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(histories).WithReplay(seed, seed | 1).WithEndSize(histories),
            Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), holds));
        output.WriteLine($"{histories} histories in {watch.Elapsed.TotalSeconds:F1} s");
    }

    private static Standing Decide(IEnumerable<IEvent> facts) => NoAccessPolicy.Decide(Landlord, Household, facts, Later, Settings);

    private static bool IsSame(Standing one, Standing other) =>
        one.Visits.SequenceEqual(other.Visits)
        && one.Decisions.Count == other.Decisions.Count
        && one.Decisions.Zip(other.Decisions).All(d => d.First.Id == d.Second.Id && d.First.GetType() == d.Second.GetType()
            && Because(d.First).SequenceEqual(Because(d.Second)) && (d.First as FollowUp)?.Risk == (d.Second as FollowUp)?.Risk);

    private static IReadOnlyList<string> Because(Decision decision) => (decision as AskPerson)?.Because ?? [];

    private static bool IsHarmless(Standing standing) =>
        standing.Decisions.Count(d => d is FollowUp) <= 1
        && standing.Decisions.All(d => Telling.Of(d, Landlord, Household, Later).All(t => Sayings.Contains(t.Event.GetType())))
        && standing.Decisions.All(d => !Because(d).Any(IsForbidden));

    /// <summary>The codes are few, so each is read once.</summary>
    private static bool IsForbidden(string code) => Codes.GetOrAdd(code, ForbiddenWords.In);

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> Codes = new(StringComparer.Ordinal);

    /// <summary>NoAccess and a welfare officer, living through a household's history event by event, some late and some twice.</summary>
    private sealed class House(Random random)
    {
        private readonly List<IEvent> _facts = [];
        private readonly HashSet<Guid> _made = [];
        private readonly HashSet<(Type, Guid)> _toldOf = [];
        private List<Asked> _asked = [];
        private DateTimeOffset _now = Start(-30);

        public bool Live()
        {
            foreach (var fact in Arrivals())
            {
                if (!Hear(fact))
                    return false;
                if (random.Next(4) == 0 && _asked.LastOrDefault(a => a.ClosedAt is null) is { } open && !Hear(Human(open)))
                    return false;
            }

            return true;
        }

        /// <summary>In the order of time, with some delayed and some repeated.</summary>
        private IEnumerable<IEvent> Arrivals() => Personas.History(random)
            .SelectMany(f => Enumerable.Repeat(f, random.Next(5) == 0 ? 2 : 1))
            .OrderBy(f => f.OccurredAt.AddHours(random.Next(5) == 0 ? random.Next(1, 400) : 0));

        private IEvent Human(Asked open)
        {
            var at = _now.AddMinutes(30);
            return random.Next(3) == 0
                ? Closed(open.Id, at)
                : new HumanContactAttempted(Landlord, Guid.NewGuid(), Guid.NewGuid(), open.Id, Household, random.Next(2) == 0, at, at);
        }

        private bool Hear(IEvent fact)
        {
            _now = fact.OccurredAt > _now ? fact.OccurredAt : _now.AddMinutes(1);
            _facts.Add(fact);
            var standing = NoAccessPolicy.Decide(Landlord, Household, _facts, _now, Settings);
            var waited = _asked.Where(a => a.PausedUntil is null).Select(a => a.Id).ToHashSet();
            _asked = [.. _asked.Select(a => NoAccessPolicy.Settle(a, _facts).Request)];
            var stillWaits = _asked.Any(a => a.PausedUntil is null && waited.Contains(a.Id));
            var decisions = NoAccessPolicy.New(standing, _made, _asked);
            var said = decisions.SelectMany(d => Telling.Of(d, Landlord, Household, _now)).ToList();

            _made.UnionWith(decisions.Select(d => d.Id));
            _asked.AddRange(decisions.OfType<AskPerson>().Select(d => new Asked(d.Id, d is FollowUp, _now, null, null)));
            return _asked.Count(a => a is { IsFollowUp: true, ClosedAt: null }) <= 1
                && !(stillWaits && said.Any(s => s.Event is MissedEachOther))
                && said.All(s => Sayings.Contains(s.Event.GetType()) && _toldOf.Add((s.Event.GetType(), About(s.Event))))
                && decisions.All(IsHarmlessAlone)
                && decisions.OfType<FollowUp>().All(f => OnlyCountedMisses(f, standing));
        }

        private static bool IsHarmlessAlone(Decision decision) => !Because(decision).Any(IsForbidden);

        private static Guid About(IEvent e) => e switch
        {
            MissedEachOther m => m.VisitId,
            LandlordMissed m => m.VisitId,
            HumanContactRequested m => m.RequestId,
            WelfareFollowUpRequested m => m.RequestId,
            AttemptsPaused m => m.RequestId,
            _ => Guid.Empty,
        };

        /// <summary>Our misses, pauses, disputes and unproved misses are never held against anyone.</summary>
        private static bool OnlyCountedMisses(FollowUp followUp, Standing standing) =>
            followUp.Because.Contains("welfare-concern")
            || standing.Visits.Where(v => followUp.VisitIds.Contains(v.VisitId)).All(v => v.Outcome == DoorOutcome.DO10 && v.Attribution is Attribution.Circumstance or Attribution.Unknown);
    }
}
