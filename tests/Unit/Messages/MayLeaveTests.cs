using FsCheck;
using FsCheck.Fluent;
using Repairs.Contracts;
using Repairs.Messages;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;

namespace Repairs.Tests.Unit.Messages;

public class MayLeaveTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 23, 11, 0, 0, TimeSpan.Zero);
    private static readonly MessagesSettings Settings = new();
    private static readonly Situation Free = new();
    private static readonly Situation Paused = new() { Pauses = [new PauseFact { PausedAt = Now.AddHours(-1) }] };

    [Theory]
    [Trait("requirement", "12")]
    [InlineData("missed-each-other")]
    [InlineData("landlord-missed")]
    [InlineData("repair-raised")]
    [InlineData("promise-slipped")]
    public void Nothing_unprompted_leaves_while_a_person_asks_first(string template)
    {
        Assert.IsType<Leave.Go>(Judge(Of(template, Prompt.Owed), Free));
        var held = Assert.IsType<Leave.Hold>(Judge(Of(template, Prompt.Owed), Paused));
        Assert.Equal(MayLeave.PersonFirst, held.Because);
        Assert.IsType<Leave.Hold>(Judge(Of(template, Prompt.Owed), Paused with { PausedElsewhere = true }));
    }

    [Fact]
    [Trait("requirement", "12")]
    public void A_pause_only_another_service_told_of_is_asked_about_again_because_its_end_may_have_been_heard_already()
    {
        var ended = new Situation { PausedElsewhere = true, Pauses = [new PauseFact { PausedAt = Now.AddHours(-1), ResumedAt = Now }] };
        foreach (var situation in new[] { Free with { PausedElsewhere = true }, ended })
        {
            var wait = Assert.IsType<Leave.Wait>(Judge(Of("landlord-missed", Prompt.Owed), situation));
            Assert.Equal(Now.AddSeconds(2), wait.Until);
        }

        Assert.IsType<Leave.Go>(Judge(Of("call-back", Prompt.OwnAct), ended));
    }

    [Fact]
    [Trait("requirement", "12")]
    public void What_confirms_the_residents_own_act_leaves_anyway() =>
        Assert.IsType<Leave.Go>(Judge(Of("call-back", Prompt.OwnAct), Paused));

    [Fact]
    [Trait("requirement", "12")]
    public void Who_comes_now_and_an_emergencys_time_are_said_anyway_and_no_other_time_of_ours_is()
    {
        Assert.IsType<Leave.Go>(Judge(Of("on-the-way", Announcing.OnTheWay), Paused));
        Assert.IsType<Leave.Go>(Judge(Of("call-back", Announcing.OfTime(Actor.System, Priority.Emergency)), Paused));
        Assert.IsType<Leave.Go>(Judge(Of("call-back", Announcing.OfTime(Actor.Resident, Priority.Routine)), Paused));
        Assert.IsType<Leave.Hold>(Judge(Of("call-back", Announcing.OfTime(Actor.Landlord, Priority.Urgent)), Paused));
    }

    [Fact]
    [Trait("requirement", "32")]
    public void A_message_that_waited_longer_than_its_call_was_ahead_promises_one_that_is()
    {
        var next = Now.AddDays(2);
        DateTimeOffset? CallBy(string template, Prompt prompt, DateTimeOffset callBy) => MayLeave.StillAhead(Of(template, prompt) with { Facts = new Facts { CallBy = callBy } }, Now, next).CallBy;

        Assert.Equal(next, CallBy("appointment-cancelled", Prompt.Owed, Now.AddHours(-1)));
        Assert.Equal(Now.AddHours(1), CallBy("appointment-cancelled", Prompt.Owed, Now.AddHours(1)));
        Assert.Equal(Now.AddHours(-1), CallBy("call-before-visit", Prompt.OwnAct, Now.AddHours(-1)));
        Assert.Null(CallBy("repair-raised", Prompt.Owed, Now.AddHours(-1)));
    }

    [Fact]
    [Trait("requirement", "12")]
    public void Requests_and_their_ends_mean_the_same_in_any_order()
    {
        var facts = from n in Gen.Choose(1, 5)
                    from ended in Gen.ArrayOf(Gen.Elements(true, false), n)
                    from order in Gen.Shuffle(Enumerable.Range(0, n))
                    select (Ended: ended, Order: order);
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(facts.ToArbitrary(), f =>
        {
            var pauses = f.Ended.Select((e, i) => new PauseFact { PausedAt = Now.AddHours(-i - 1), ResumedAt = e ? Now : null }).ToList();
            return MayLeave.IsPaused(new Situation { Pauses = [.. f.Order.Select(i => pauses[i])] }) == f.Ended.Contains(false);
        }));
    }

    [Fact]
    public void An_end_heard_of_alone_is_no_pause() =>
        Assert.False(MayLeave.IsPaused(new Situation { Pauses = [new PauseFact { ResumedAt = Now }, new PauseFact()] }));

    [Fact]
    public void A_reminder_waits_when_there_was_a_message_today_and_an_apology_does_not()
    {
        var busy = Standing(Free) with { UnpromptedToday = 1, UnpromptedThisWeek = 1 };
        var wait = Assert.IsType<Leave.Wait>(Judge(Of("reminder-1-day", Prompt.Nudge), busy));
        Assert.Equal(new DateTimeOffset(2026, 9, 24, 9, 0, 0, TimeSpan.Zero), wait.Until);
        Assert.IsType<Leave.Go>(Judge(Of("landlord-missed", Prompt.Owed), busy));
        Assert.IsType<Leave.Wait>(Judge(Of("reminder-1-day", Prompt.Nudge), Standing(Free) with { UnpromptedThisWeek = 3 }));
    }

    [Fact]
    public void A_reminder_of_a_time_that_no_longer_stands_is_dropped()
    {
        var reminder = Of("reminder-1-day", Prompt.Nudge);
        Assert.IsType<Leave.Go>(Judge(reminder, Standing(Free)));
        Assert.IsType<Leave.Drop>(Judge(reminder, Free));
        Assert.IsType<Leave.Drop>(Judge(reminder, Standing(Free) with { Visit = Standing(Free).Visit! with { Standing = false } }));
        Assert.IsType<Leave.Drop>(Judge(reminder, Standing(Free) with { Visit = Standing(Free).Visit! with { AppointmentId = Guid.NewGuid() } }));
    }

    [Fact]
    public void We_missed_each_other_is_not_said_after_a_person_has_been_in_touch_or_a_new_time_stands()
    {
        var missed = Of("missed-each-other", Prompt.Owed);
        Assert.IsType<Leave.Drop>(Judge(missed, new Situation { Pauses = [new PauseFact { PausedAt = Now.AddHours(-2), ResumedAt = Now.AddMinutes(-5) }] }));
        Assert.IsType<Leave.Drop>(Judge(missed, Standing(Free)));
        Assert.IsType<Leave.Go>(Judge(missed, new Situation { Pauses = [new PauseFact { PausedAt = Now.AddDays(-9), ResumedAt = Now.AddDays(-8) }] }));
    }

    [Fact]
    [Trait("requirement", "12")]
    public void That_we_took_a_time_back_is_not_said_once_the_repair_has_another_and_their_own_act_is_confirmed_all_the_same()
    {
        var chosenAgain = Free with { RepairHasTime = true };
        Assert.IsType<Leave.Drop>(Judge(Of("appointment-cancelled", Prompt.Owed), chosenAgain));
        Assert.IsType<Leave.Go>(Judge(Of("appointment-cancelled", Prompt.Owed), Free));
        Assert.IsType<Leave.Go>(Judge(Of("appointment-cancelled", Prompt.OwnAct), chosenAgain));
    }

    private static Leave Judge(Message m, Situation s) => MayLeave.Judge(m, s, Settings, Now);

    private static readonly Guid Appointment = Guid.NewGuid();

    private static Situation Standing(Situation s) =>
        s with { Visit = new VisitWindow { AppointmentId = Appointment, Standing = true, WindowStart = Now.AddDays(1), WindowEnd = Now.AddDays(1).AddHours(4), AsOf = Now.AddMinutes(-10) } };

    private static Message Of(string template, Prompt prompt) => new()
    {
        Template = template,
        Prompt = prompt,
        AboutAt = Now.AddHours(-1),
        CreatedAt = Now.AddHours(-1),
        Facts = new Facts { AppointmentId = Appointment, WindowStart = Now.AddDays(1), WindowEnd = Now.AddDays(1).AddHours(4) },
    };
}
