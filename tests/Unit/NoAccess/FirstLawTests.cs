using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Booking;
using Repairs.Contracts;
using Repairs.Messages;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.NoAccess;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Tests.Unit.Platform;
using Xunit.Abstractions;
using static Repairs.Tests.Unit.NoAccess.A;

namespace Repairs.Tests.Unit.NoAccess;

/// <summary>
/// The first law, driven with invented households: whatever happens on visits, in whatever order and however often we hear of it, nobody's repair is ended and
/// nobody is threatened; after the trigger nothing unprompted goes out and nobody knocks who is not expected before a person has tried; at most one follow-up is open.
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
        return IsSame(decided, Decide(heard)) && IsHarmless(decided) && NobodysRepairEnds(facts);
    });

    [Fact]
    [Trait("requirement", "1")]
    [Trait("requirement", "2")]
    [Trait("requirement", "11")]
    [Trait("requirement", "12")]
    [Trait("requirement", "60")]
    public void Whatever_happens_the_most_that_follows_is_one_person_who_asks() => ForAll(100_000, seed => new House(new Random(seed)).Live());

    private void ForAll(int histories, Func<int, bool> holds)
    {
        var watch = Stopwatch.StartNew();
        var halves = Math.Min(2, Environment.ProcessorCount);
        Parallel.For(0, halves, new ParallelOptions { MaxDegreeOfParallelism = halves }, _ =>
        {
            var seed = (ulong)Random.Shared.NextInt64();
            output.WriteLine($"FsCheck seed ({seed}, {seed | 1})");
            Check.One(
                Config.QuickThrowOnFailure.WithMaxTest(histories / halves).WithReplay(seed, seed | 1).WithEndSize(histories),
                Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), holds));
        });
        output.WriteLine($"{histories} histories in {watch.Elapsed.TotalSeconds:F1} s");
    }

    private static Standing Decide(IEnumerable<IEvent> facts) => NoAccessPolicy.Decide(Landlord, Household, facts, Later, Settings);

    private static bool IsSame(Standing one, Standing other) =>
        one.Visits.SequenceEqual(other.Visits)
        && one.Decisions.Count == other.Decisions.Count
        && one.Decisions.Zip(other.Decisions).All(d => d.First.Id == d.Second.Id && d.First.GetType() == d.Second.GetType()
            && Because(d.First).SequenceEqual(Because(d.Second)) && (d.First as FollowUp)?.Risk == (d.Second as FollowUp)?.Risk);

    /// <summary>Booking ends a repair for work that was done, and for nothing else a visit can turn out to be.</summary>
    private static bool NobodysRepairEnds(IEnumerable<IEvent> facts) => facts.OfType<VisitOutcomeReported>()
        .All(r => OutcomeRule.Next(new RepairRow { Status = "booked", Trade = "plumbing" }, r) == (r.Outcome == DoorOutcome.DO01 ? OutcomeRule.Then.Finish : OutcomeRule.Then.StayOpen));

    private static IReadOnlyList<string> Because(Decision decision) => (decision as AskPerson)?.Because ?? [];

    private static bool IsHarmless(Standing standing) =>
        standing.Decisions.Count(d => d is FollowUp) <= 1
        && standing.Decisions.All(d => Telling.Of(d, Landlord, Household, Later).All(t => Sayings.Contains(t.Event.GetType())))
        && standing.Decisions.All(d => !Because(d).Any(IsForbidden));

    /// <summary>The codes are few, so each is read once.</summary>
    private static bool IsForbidden(string code) => Codes.GetOrAdd(code, ForbiddenWords.In);

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, bool> Codes = new(StringComparer.Ordinal);

    /// <summary>
    /// NoAccess, Booking's desk, Messages and a welfare officer, living through a household's history event by event, some late and some twice. Booking and
    /// Messages judge by their own rules, so that what is held to the law is what they do together.
    /// </summary>
    private sealed class House(Random random)
    {
        private static readonly HashSet<DateOnly> NoDaysOff = [];
        private readonly List<IEvent> _facts = [];
        private readonly HashSet<Guid> _made = [];
        private readonly HashSet<(Type, Guid)> _toldOf = [];
        private readonly HashSet<Guid> _neverBooked = [];
        private readonly HashSet<IEvent> _refused = new(ReferenceEqualityComparer.Instance);
        private readonly Dictionary<Guid, DateTimeOffset> _takenBack = [];
        private List<IEvent> _history = [];
        private List<Asked> _asked = [];
        private DateTimeOffset _now = Start(-30);

        public bool Live()
        {
            _history = Personas.History(random);
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
        private IEnumerable<IEvent> Arrivals() => _history
            .SelectMany(f => Enumerable.Repeat(f, random.Next(5) == 0 ? 2 : 1))
            .OrderBy(f => f.OccurredAt.AddHours(random.Next(5) == 0 ? random.Next(1, 400) : 0));

        private IEvent Human(Asked open)
        {
            var at = _now.AddMinutes(30);
            return random.Next(3) == 0
                ? Closed(open.Id, at)
                : new HumanContactAttempted(Landlord, Guid.NewGuid(), Guid.NewGuid(), open.Id, Household, random.Next(2) == 0, at, at);
        }

        /// <summary>Booking's answer to the desk, and what follows from it: a visit that was not booked has nothing that can happen on it.</summary>
        private bool IsHeld(IEvent fact, out bool asItShould)
        {
            var window = fact switch
            {
                AppointmentBooked e => (e.VisitId, e.By, e.OccurredAt),
                AppointmentChanged e => (e.VisitId, e.By, e.OccurredAt),
                _ => ((Guid VisitId, Actor By, DateTimeOffset OccurredAt)?)null,
            };
            asItShould = true;
            if (_takenBack.TryGetValue(VisitOf(fact), out var takenBack) && (Came(fact) ?? fact.OccurredAt) > takenBack)
                return true;
            if (window is not { } w)
                return _neverBooked.Contains(VisitOf(fact));
            var paused = IsPaused(w.OccurredAt);
            var repair = new RepairRow { Status = "open", Trade = "plumbing", Paused = paused };
            var held = AppointmentRule.WhyNotTake(repair, w.By) is not null;
            asItShould = held == (paused && w.By == Actor.Landlord);
            if (held)
                _refused.Add(fact);
            if (held && fact is AppointmentBooked)
                _neverBooked.Add(w.VisitId);
            return held || _neverBooked.Contains(w.VisitId);
        }

        private static DateTimeOffset? Came(IEvent fact) => fact is VisitOutcomeReported { By: Actor.Contractor } report ? report.ArrivedAt : null;

        /// <summary>Booking's due work at the moment from which a person's contact is awaited: by its own rule, and by what stands then, whatever we have heard of it.</summary>
        private List<IEvent> TakeBack()
        {
            List<IEvent> cancelled = [];
            foreach (var visit in _history.OfType<AppointmentBooked>().Where(b => !_neverBooked.Contains(b.VisitId) && !_takenBack.ContainsKey(b.VisitId)))
            {
                if (StandsAt(visit.VisitId, _now) is not { } w || !TakeBackRule.Takes(RowOf(w), _now) || !TakeBackRule.CanBeTold(w.Start, _now, NoDaysOff))
                    continue;
                _takenBack[visit.VisitId] = _now;
                cancelled.Add(new AppointmentCancelled(Landlord, w.AppointmentId, visit.VisitId, visit.RepairId, Household, visit.Patch, visit.Trade, w.Start, w.End, Actor.Landlord, 1, _now, Because: TakeBackRule.PersonFirst));
            }

            return cancelled;
        }

        private RepairRow RowOf(Window w) => new()
        {
            Status = "booked", Trade = "plumbing", Paused = true, AppointmentId = w.AppointmentId, BookedBy = w.By.ToString(), WindowStart = w.Start, WindowEnd = w.End,
            Priority = w.Priority.ToString(), SetOff = HadCome(w.VisitId, _now),
        };

        private bool HadCome(Guid visit, DateTimeOffset by) => _history.Any(f => VisitOf(f) == visit && Came(f) <= by);

        private sealed record Window(Guid VisitId, Guid AppointmentId, DateTimeOffset Start, DateTimeOffset End, Actor By, Priority Priority);

        /// <summary>The window that stood for a visit, as Booking knows it at once.</summary>
        private Window? StandsAt(Guid visit, DateTimeOffset at) => _history.Where(f => f.OccurredAt <= at && !IsRefused(f))
            .OrderBy(f => f.OccurredAt)
            .Aggregate((Window?)null, (w, f) => f switch
            {
                AppointmentBooked e when e.VisitId == visit => new(visit, e.AppointmentId, e.WindowStart, e.WindowEnd, e.By, e.Priority),
                AppointmentChanged e when e.VisitId == visit => new(visit, e.AppointmentId, e.WindowStart, e.WindowEnd, e.By, e.Priority),
                AppointmentCancelled e when e.VisitId == visit => null,
                _ => w,
            });

        /// <summary>A time the desk asked for while a person's contact was awaited, whether we have heard of it or not.</summary>
        private bool IsRefused(IEvent fact) => _refused.Contains(fact) || (fact is AppointmentBooked { By: Actor.Landlord } or AppointmentChanged { By: Actor.Landlord } && IsPaused(fact.OccurredAt));

        private bool IsPaused(DateTimeOffset at) => _asked.Any(a => a.At <= at && !(a.PausedUntil <= at));

        private static Guid VisitOf(IEvent fact) => fact switch
        {
            AppointmentBooked e => e.VisitId,
            AppointmentChanged e => e.VisitId,
            AppointmentCancelled e => e.VisitId,
            VisitBriefRead e => e.VisitId,
            VisitOutcomeReported e => e.VisitId,
            VisitEvidenceAdded e => e.VisitId,
            HazardObserved e => e.VisitId,
            WelfareConcernRaised e => e.VisitId,
            ReasonShared e => e.VisitId,
            VisitDisputed e => e.VisitId,
            DisputeWithdrawn e => e.VisitId,
            DisputeDecided e => e.VisitId,
            FeedbackGiven e => e.VisitId,
            MessageSent { VisitId: { } visit } => visit,
            _ => Guid.Empty,
        };

        /// <summary>
        /// Between a request for a person and their try no contractor knocks at a door where nobody is expected. Whoever comes then comes at a time the resident
        /// chose, to an emergency, or in a visit that had begun, or begins before anybody is at work to tell them otherwise, when the person was asked for; and that they are on their way is said all the same.
        /// </summary>
        private bool NobodyKnocksUnexpected() => _facts.OfType<VisitOutcomeReported>().Where(r => r.By == Actor.Contractor && r.ArrivedAt is not null)
            .All(r => _asked.Where(a => a.At < r.ArrivedAt && (a.PausedUntil ?? DateTimeOffset.MaxValue) > r.ArrivedAt).All(a => IsExpected(r, a)));

        private bool IsExpected(VisitOutcomeReported report, Asked asked) =>
            StandsAt(report.VisitId, report.ArrivedAt!.Value) is not { } window
            || ((window.By == Actor.Resident || window.Priority == Priority.Emergency || window.Start <= asked.At || !TakeBackRule.CanBeTold(window.Start, asked.At, NoDaysOff) || HadCome(report.VisitId, asked.At)) && IsAnnounced(report.ArrivedAt.Value));

        private static bool IsAnnounced(DateTimeOffset arrived) => MayLeave.Judge(
            new Message { Template = "on-the-way", Prompt = Announcing.OnTheWay, AboutAt = arrived.AddMinutes(-20), Facts = new Repairs.Messages.Wording.Facts { ArriveBy = arrived } },
            new Situation { Pauses = [new PauseFact { PausedAt = arrived.AddDays(-1) }], PausedElsewhere = true }, MessagesAsSet, arrived.AddMinutes(-20)) is Leave.Go;

        private static readonly MessagesSettings MessagesAsSet = new();

        /// <summary>While anything waits for a person, Messages lets nothing out that the resident did not ask for themselves.</summary>
        private bool NothingUnpromptedLeaves()
        {
            var situation = new Situation { Pauses = [.. _asked.Select(a => new PauseFact { PausedAt = a.At, ResumedAt = a.PausedUntil })] };
            if (!_asked.Any(a => a.PausedUntil is null))
                return true;
            var settings = new MessagesSettings();
            return Templates.All(t => Enum.GetValues<Prompt>().All(p => MayLeave.Judge(new Message { Template = t, Prompt = p, AboutAt = _now }, situation, settings, _now) is Leave.Hold or Leave.Drop == (p != Prompt.OwnAct)));
        }

        private static readonly string[] Templates = ["missed-each-other", "landlord-missed", "fresh-choices"];

        private bool Hear(IEvent fact)
        {
            if (IsHeld(fact, out var asItShould))
                return asItShould;
            if (!asItShould)
                return false;
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
                && NothingUnpromptedLeaves()
                && (fact is not VisitOutcomeReported || NobodyKnocksUnexpected())
                && said.All(s => Sayings.Contains(s.Event.GetType()) && _toldOf.Add((s.Event.GetType(), About(s.Event))))
                && decisions.All(IsHarmlessAlone)
                && decisions.OfType<FollowUp>().All(f => OnlyCountedMisses(f, standing))
                && (!decisions.OfType<AskPerson>().Any() || TakeBack().TrueForAll(Hear));
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
