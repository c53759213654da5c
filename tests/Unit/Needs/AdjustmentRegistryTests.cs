using System.Text.Json;
using Repairs.Needs;
using Repairs.Needs.Features.RecordAdjustment;
using Repairs.Needs.Features.TellContact;
using Repairs.Needs.Features.TellDoor;
using Repairs.Needs.Features.TellSlots;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Needs;

public sealed class AdjustmentRegistryTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Codes() => [.. AdjustmentCodes.All.Select(c => c.Code)];

    [Fact]
    public void The_registry_has_each_code_once_from_A01_to_A24() =>
        Assert.Equal(Enumerable.Range(1, 24).Select(n => $"A{n:00}"), AdjustmentCodes.All.Select(c => c.Code));

    [Theory]
    [Trait("requirement", "15")]
    [MemberData(nameof(Codes))]
    public void Every_code_changes_something_we_do(string code) => Assert.NotEqual(Answers([]), Answers([InForce(Ask(code))]));

    [Theory]
    [MemberData(nameof(Codes))]
    public void What_the_door_reads_is_plain_and_tells_no_health(string code)
    {
        foreach (var instruction in DoorRule.Of([InForce(Ask(code) with { Words = "I have schizophrenia and take medication" })]).Instructions)
        {
            Assert.False(RecordAdjustmentRule.HasHealthWords(instruction.Text), instruction.Text);
            Assert.DoesNotContain("schizophrenia", instruction.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_door_reads_the_exact_words_the_resident_approved()
    {
        Assert.Equal("Knock loudly and wait 5 minutes.", Door(Ask("A01") with { Words = "My ex must not learn I live here. Knock loudly and wait 5 minutes" }));
        Assert.Equal("Show ID and say your name at the window or door.", Door(Ask("A12") with { Words = "Somebody looked for me last week. Show ID" }));
        Assert.Equal("Three knocks, then the garden", Door(Ask("A01") with { Words = "I have poor hearing", DoorWords = "Three knocks, then the garden" }));
        Assert.Equal("Knock loudly and wait 7 minutes.", Door(Ask("A01") with { WaitMinutes = 7 }));
        Assert.Equal("At most 2 people.", Door(Ask("A11") with { People = 2 }));
    }

    [Fact]
    public void An_adjustment_that_the_operative_may_not_see_is_not_at_the_door()
    {
        var hidden = InForce(Ask("A13") with { SeenBy = ["desk"] });

        Assert.Empty(DoorRule.Of([hidden]).Instructions);
    }

    [Fact]
    public void The_doors_version_changes_with_its_words_and_with_nothing_else()
    {
        var (a, b) = (InForce(Ask("A12")), InForce(Ask("A22")));

        Assert.Equal(DoorRule.Of([a, b]).Version, DoorRule.Of([b, a]).Version);
        Assert.NotEqual(DoorRule.Of([a]).Version, DoorRule.Of([a, b]).Version);
        Assert.Equal(DoorRule.Of([a]).Version, DoorRule.Of([a with { AdjustmentId = Guid.NewGuid() }]).Version);
        Assert.NotEqual(DoorRule.Of([]).Version, DoorRule.Of([InForce(Ask("A21") with { NoPhotos = true, SeenBy = ["desk"] })]).Version);
    }

    [Fact]
    public void The_version_of_what_times_respect_changes_with_that_and_with_nothing_else()
    {
        var (ten, same) = (InForce(Ask("A17") with { NotBefore = new TimeOnly(10, 0), NotAfter = null }), InForce(Ask("A10")));

        Assert.Equal(SlotsRule.Of([]).Version, SlotsRule.Of([]).Version);
        Assert.Equal(SlotsRule.Of([ten, same]).Version, SlotsRule.Of([same, ten with { AdjustmentId = Guid.NewGuid(), Words = "other words" }]).Version);
        Assert.Equal(SlotsRule.Of([]).Version, SlotsRule.Of([InForce(Ask("A05"))]).Version);
        Assert.NotEqual(SlotsRule.Of([ten]).Version, SlotsRule.Of([ten, same]).Version);
        Assert.NotEqual(SlotsRule.Of([ten]).Version, SlotsRule.Of([ten with { NotBefore = new TimeOnly(11, 0) }]).Version);
        Assert.True(SlotsRule.Of([InForce(Ask("A14"))]).PreVisit);
    }

    [Fact]
    public void Several_needs_are_met_together()
    {
        var slots = SlotsRule.Of([
            InForce(Ask("A17") with { NotBefore = new TimeOnly(9, 30), NotAfter = new TimeOnly(16, 0) }),
            InForce(Ask("A17") with { NotBefore = new TimeOnly(10, 0), NotAfter = null }),
            InForce(Ask("A11") with { People = 3 }), InForce(Ask("A11") with { People = 2 }),
            InForce(Ask("A18") with { AvoidDates = [new DateOnly(2026, 12, 2), new DateOnly(2026, 12, 1)] })]);

        Assert.Equal((new TimeOnly(10, 0), new TimeOnly(16, 0), 2), (slots.NotBefore, slots.NotAfter, slots.MaxPeople));
        Assert.Equal([new DateOnly(2026, 12, 1), new DateOnly(2026, 12, 2)], slots.AvoidDates);
        Assert.Equal(5, slots.Applied);
    }

    [Fact]
    public void Nobody_rings_where_a_call_is_not_wanted_whatever_else_was_asked()
    {
        var contact = ContactRule.Of(new Contact { Phone = "07700 900123" }, [InForce(Ask("A03")), InForce(Ask("A04"))]);

        Assert.True(contact.NoCalls);
        Assert.Equal("text", contact.Preferred);
        Assert.Empty(contact.BeforeVisit);
    }

    [Fact]
    public void An_unsafe_phone_is_said_to_be_so()
    {
        var contact = ContactRule.Of(new Contact { Phone = "07700 900123", PhoneSafe = false, LetterSafe = false }, []);

        Assert.All(contact.Channels, c => Assert.False(c.Safe));
    }

    /// <summary>What a request of each code needs to be taken.</summary>
    internal static NewAdjustment Ask(string code)
    {
        var asked = new NewAdjustment(code, Consent: new Consent("on the phone", Now.AddDays(-1)));
        return code switch
        {
            "A08" => asked with { Language = "Polish" },
            "A09" => asked with { OperativeGender = "female" },
            "A17" => asked with { NotBefore = new TimeOnly(9, 30) },
            "A18" => asked with { AvoidDates = [new DateOnly(2026, 12, 1)] },
            _ => asked,
        };
    }

    private static Adjustment InForce(NewAdjustment asked)
    {
        var (a, faults) = RecordAdjustmentRule.Judge(asked, Now);
        Assert.True(a is not null, string.Join(' ', faults.ByField.Values.SelectMany(s => s)));
        return new Adjustment
        {
            AdjustmentId = Guid.NewGuid(),
            Code = a.Code,
            Words = a.Words,
            DoorWords = a.DoorWords,
            SeenBy = a.SeenBy,
            WaitMinutes = a.WaitMinutes,
            People = a.People,
            NotBefore = a.NotBefore,
            NotAfter = a.NotAfter,
            AvoidDates = a.AvoidDates,
            OperativeGender = a.OperativeGender,
            Language = a.Language,
            NoPhotos = a.NoPhotos,
        };
    }

    private static string Door(NewAdjustment asked) => DoorRule.Of([InForce(asked)]).Instructions.Single().Text;

    private static string Answers(IReadOnlyList<Adjustment> inForce) => JsonSerializer.Serialize(
        new { door = DoorRule.Of(inForce) with { Version = "" }, slots = SlotsRule.Of(inForce) with { Applied = 0, Version = "" }, contact = ContactRule.Of(null, inForce) }, Json.Options);
}
