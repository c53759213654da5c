using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Visits.Features.TakeHactStatus;
using Repairs.Visits.Features.TellHactStatus;

namespace Repairs.Tests.Unit.Visits;

/// <summary>HACT JobStatusUpdate in and out: every type code and every door outcome.</summary>
public sealed class HactStatusTests
{
    private static readonly string[] Codes = ["0", "10", "20", "30", "40", "50", "60", "70", "80", "90", "100", "100-10", "100-20", "110", "120", "120-10", "120-20", "120-30", "120-40", "120-50"];

    public static TheoryData<string> TypeCodes => new(Codes);

    public static TheoryData<DoorOutcome> Outcomes => new(Enum.GetValues<DoorOutcome>());

    [Theory]
    [MemberData(nameof(TypeCodes))]
    [Trait("requirement", "57")]
    public void Of_all_types_only_70_is_taken_and_what_it_says_of_people_is_not_read(string type)
    {
        var document = JsonSerializer.SerializeToElement(new
        {
            JobStatusUpdate = new
            {
                Reference = new { ID = "1" }, RelatedWorkOrderReference = new { ID = Guid.NewGuid() }, TypeCode = type, EventTime = "2026-11-20T09:30:00Z",
                OtherType = "CANARY", Comments = "CANARY", PersonAlert = new[] { new { TypeCode = "30", Comments = "CANARY" } }, CustomerFeedback = new { FeedbackSet = "CANARY" },
            },
        });
        var faults = new Faults();
        var read = HactStatus.Read(document, faults);
        Assert.False(faults.Any);
        Assert.Equal(type == "70", read!.IsNoAccess);
        Assert.DoesNotContain("CANARY", read.ToString());
    }

    [Theory]
    [InlineData("7")]
    [InlineData("070")]
    [InlineData("70-10")]
    [InlineData("")]
    public void A_type_that_does_not_exist_is_not_read(string type)
    {
        var faults = new Faults();
        Assert.Null(HactStatus.Read(JsonSerializer.SerializeToElement(new { RelatedWorkOrderReference = new { ID = Guid.NewGuid() }, TypeCode = type, EventTime = "2026-11-20T09:30:00Z" }), faults));
        Assert.Contains("TypeCode", faults.ByField.Keys);
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    [Trait("requirement", "57")]
    [Trait("requirement", "2")]
    public void A_visit_that_could_not_go_ahead_tells_nothing_and_no_outcome_closes_anything(DoorOutcome outcome)
    {
        foreach (var replaced in Enum.GetValues<DoorOutcome>().Select(o => (DoorOutcome?)o).Append(null))
        {
            var told = HactStatusRule.Of(News("report") with { Outcome = outcome.ToString(), Replaced = replaced?.ToString() });
            var went = outcome is DoorOutcome.DO01 or DoorOutcome.DO02;
            Assert.Equal(went || replaced is DoorOutcome.DO01 or DoorOutcome.DO02, told is not null);
            if (told is null)
                continue;
            Assert.Contains(told.TypeCode, went ? ["0", "120"] : new[] { "0" });
            Assert.DoesNotContain("complete", told.OtherType ?? "", StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("cancel", told.OtherType ?? "", StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("clos", told.OtherType ?? "", StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    [Trait("requirement", "57")]
    public void Who_goes_and_when_and_that_they_set_off_are_told_without_a_name()
    {
        var assigned = HactStatusRule.Of(News("assigned"))!;
        Assert.Equal(("10", "OP-1", "2026-11-26", "08:00:00"), (assigned.TypeCode, assigned.OperativesAssigned![0].Identification.Number, assigned.RefinedAppointmentWindow!.Date, assigned.RefinedAppointmentWindow.TimeOfDay.EarliestArrivalTime));
        Assert.Equal(assigned.Reference, HactStatusRule.Of(News("assigned"))!.Reference);
        Assert.Equal("0", HactStatusRule.Of(News("on-the-way"))!.TypeCode);
    }

    private static VisitNews News(string kind) => new()
    {
        Kind = kind, Key = "k", At = new DateTimeOffset(2026, 11, 25, 9, 0, 0, TimeSpan.Zero), RepairId = Guid.Parse("11111111-1111-4111-8111-111111111111"), VisitId = Guid.Parse("22222222-2222-4222-8222-222222222222"),
        OperativeRef = "OP-1", Day = new DateOnly(2026, 11, 26), FromTime = new TimeOnly(8, 0), ToTime = new TimeOnly(12, 0),
    };
}
