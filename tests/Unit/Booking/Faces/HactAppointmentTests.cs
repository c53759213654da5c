using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Repairs.Booking;
using Repairs.Platform;

namespace Repairs.Tests.Unit.Booking.Faces;

public sealed class HactAppointmentTests
{
    private static readonly BookingSettings Settings = new();

    // Monday 7 January 2030.
    private static readonly DateOnly Monday = new(2030, 1, 7);

    [Fact]
    public void Preferences_become_days_and_times_whatever_the_casing_and_the_way_numbers_are_written()
    {
        var asked = Read("""
            {
              "RequestAvailableAppointments": {
                "WorkOrderReference": { "id": 1000123 },
                "onorbeforedate": "2030-02-01T00:00:00",
                "MaxNumberOfAppointments": "4",
                "AppointmentPreference": [
                  { "DaysOfWeek": ["10", 50], "DegreeOfPreference": "2", "TimeOfDay": [{ "Name": "am" }, { "EarliestArrivalTime": "13:00:00", "LatestCompletionTime": "2030-01-07T17:00:00" }] },
                  { "SpecificDate": "2030-01-09", "degreeOfPreference": 1 }
                ]
              }
            }
            """, out var faults);

        Assert.Empty(faults);
        Assert.Equal("1000123", asked!.WorkOrder);
        Assert.Equal(new DateOnly(2030, 2, 1), asked.OnOrBefore);
        Assert.Equal(4, asked.Most);
        Assert.Empty(asked.Wishes.Exclusions);
        Assert.Equal(2, asked.Wishes.DegreeOf(Monday, new(8, 0), new(12, 0)));
        Assert.Equal(2, asked.Wishes.DegreeOf(Monday.AddDays(4), new(13, 0), new(17, 0)));
        Assert.Null(asked.Wishes.DegreeOf(Monday, new(12, 0), new(17, 0)));
        Assert.Equal(1, asked.Wishes.DegreeOf(Monday.AddDays(2), new(17, 0), new(20, 0)));
        Assert.Null(asked.Wishes.DegreeOf(Monday.AddDays(1), new(8, 0), new(12, 0)));
    }

    [Fact]
    public void An_excluded_period_is_kept_as_days_and_times_and_its_description_is_not_kept_at_all()
    {
        var asked = Read(Request("""{ "ExcludedPeriod": { "Description": "Customer on holiday", "Start": "2030-01-07T13:00:00Z", "End": "2030-01-10T10:00:00Z" } }"""), out var faults);

        Assert.Empty(faults);
        var wishes = asked!.Wishes;
        Assert.True(wishes.Allow(Monday, new(8, 0), new(13, 0)));
        Assert.False(wishes.Allow(Monday, new(12, 0), new(17, 0)));
        Assert.False(wishes.Allow(Monday.AddDays(1), new(8, 0), new(12, 0)));
        Assert.False(wishes.Allow(Monday.AddDays(2), new(17, 0), new(20, 0)));
        Assert.False(wishes.Allow(Monday.AddDays(3), new(9, 30), new(14, 30)));
        Assert.True(wishes.Allow(Monday.AddDays(3), new(12, 0), new(17, 0)));
        Assert.DoesNotContain("holiday", WishesSql.Written(wishes), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("2030-01-08", "2030-01-09", 1, 2)]
    [InlineData("2030-01-08T00:00:00", "2030-01-10T00:00:00", 1, 2)]
    [InlineData("2030-07-07T23:30:00Z", "2030-07-08T22:00:00+01:00", 182, 182)]
    public void The_end_of_an_excluded_period_is_the_last_day_it_names_and_midnight_belongs_to_the_day_before(string start, string end, int first, int last)
    {
        var wishes = Read(Request($$"""{ "ExcludedPeriod": { "Start": "{{start}}", "End": "{{end}}" } }"""), out _)!.Wishes;

        Assert.True(wishes.Allow(Monday.AddDays(first - 1), new(8, 0), new(12, 0)));
        Assert.False(wishes.Allow(Monday.AddDays(first), new(8, 0), new(12, 0)));
        Assert.False(wishes.Allow(Monday.AddDays(last), new(8, 0), new(12, 0)));
        Assert.True(wishes.Allow(Monday.AddDays(last + 1), new(8, 0), new(12, 0)));
    }

    [Fact]
    public void A_period_with_days_and_times_excludes_these_alone()
    {
        var wishes = Read(Request("""{ "ExcludedPeriod": { "Start": "2030-01-01" }, "DaysOfWeek": ["40"], "TimeOfDay": [{ "Name": "School run" }] }"""), out _)!.Wishes;

        Assert.False(wishes.Allow(Monday.AddDays(3), new(9, 30), new(14, 30)));
        Assert.True(wishes.Allow(Monday.AddDays(3), new(17, 0), new(20, 0)));
        Assert.True(wishes.Allow(Monday.AddDays(2), new(9, 30), new(14, 30)));
    }

    [Fact]
    public void Every_fault_is_named_by_its_path_at_once()
    {
        Read("""
            {
              "WorkOrderReference": {},
              "MaxNumberOfAppointments": 0,
              "AppointmentPreference": [
                { "SpecificDate": "soon", "DaysOfWeek": ["15"], "DegreeOfPreference": "much", "TimeOfDay": [{ "Name": "Teatime" }, null] },
                { "ExcludedPeriod": { "Start": "2030-01-09", "End": "2030-01-08" } },
                { "ExcludedPeriod": { "Description": "away" } },
                { "TimeOfDay": [{ "EarliestArrivalTime": "14:00", "LatestCompletionTime": "12:00" }] },
                7
              ]
            }
            """, out var faults);

        Assert.Equal(
            [
                "$.AppointmentPreference[0].DaysOfWeek[0]",
                "$.AppointmentPreference[0].DegreeOfPreference",
                "$.AppointmentPreference[0].SpecificDate",
                "$.AppointmentPreference[0].TimeOfDay[0]",
                "$.AppointmentPreference[0].TimeOfDay[1]",
                "$.AppointmentPreference[1].ExcludedPeriod",
                "$.AppointmentPreference[2].ExcludedPeriod",
                "$.AppointmentPreference[3].TimeOfDay[0]",
                "$.AppointmentPreference[4]",
                "$.MaxNumberOfAppointments",
                "$.WorkOrderReference.ID",
                "$.onOrBeforeDate",
            ],
            faults.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Anything_at_all_is_answered_with_a_request_or_with_faults()
    {
        var members = new[]
        {
            "workOrderReference", "ID", "onOrBeforeDate", "maxNumberOfAppointments", "appointmentPreference", "specificDate", "excludedPeriod", "start", "end", "daysOfWeek", "degreeOfPreference", "timeOfDay",
            "name", "earliestArrivalTime", "latestArrivalTime", "latestCompletionTime", "appointment", "date", "reference", "appointmentReference", "site", "property", "unit", "instructedBy", "assignedToPrimary",
            "descriptionOfWork", "priority", "priorityCode", "requiredCompletionDateTime", "workClass", "workClassCode",
        };
        var leaf = Gen.Elements<JsonNode?>(null, 0, 10, 1.5, true, "", "x", "2030-01-07", "2030-01-07T10:00:00+14:00", "0001-01-01", "9999-12-31T23:59:59.9999999-12:00", "12:00", "24:00", "AM", "10", "'; drop table repair; --", "👩‍🔧")
            .Select(n => n?.ToJsonString() ?? "null");

        Gen<string> Document(int depth) => depth == 0
            ? leaf
            : Gen.OneOf(
                leaf,
                Document(depth - 1).ListOf(2).Select(items => $"[{string.Join(',', items)}]"),
                Gen.Elements(members).Zip(Document(depth - 1)).ListOf(6).Select(m => $"{{{string.Join(',', m.Select(x => $"\"{x.Item1}\":{x.Item2}"))}}}"));

        Prop.ForAll(Arb.From(Document(5)), json =>
        {
            var available = Read(json, out var faults) is null == faults.Count > 0;
            var schedule = new Faults();
            var request = new Faults();
            using var document = JsonDocument.Parse(json);
            return available
                && HactScheduleDocument.Read(document.RootElement, Settings, schedule) is null == schedule.Any
                && HactAppointmentRequest.Read(document.RootElement, request) is null == request.Any;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_excluded_or_too_late_is_never_told_and_the_soonest_and_the_preferred_are()
    {
        var wishes = new Wishes([new Exclusion([], Monday.AddDays(1), Monday.AddDays(1))], [new Preference(1, [DayOfWeek.Friday])]);
        IReadOnlyList<StoredChoice> free = [.. Enumerable.Range(0, 14).SelectMany(d => new[] { Morning(Monday.AddDays(d)), Afternoon(Monday.AddDays(d)) })];

        var picked = HactAvailableRule.Pick(free, wishes, Monday.AddDays(8), 5);

        Assert.Equal(5, picked.Count);
        Assert.Equal(Morning(Monday).Date, picked[0].Date);
        Assert.Equal(2, picked.Count(c => c.Date == Monday.AddDays(4)));
        Assert.DoesNotContain(picked, c => c.Date == Monday.AddDays(1) || c.Date > Monday.AddDays(8));
        Assert.Equal(picked.OrderBy(c => c.Date).ThenBy(c => c.From), picked);
        Assert.Equal(4, picked.Select(c => c.Date).Distinct().Count());
    }

    [Fact]
    public void Asked_for_one_the_most_preferred_is_told()
    {
        var wishes = new Wishes([], [new Preference(2, [DayOfWeek.Tuesday]), new Preference(1, [DayOfWeek.Thursday], From: new(12, 0))]);
        IReadOnlyList<StoredChoice> free = [.. Enumerable.Range(0, 7).SelectMany(d => new[] { Morning(Monday.AddDays(d)), Afternoon(Monday.AddDays(d)) })];

        var only = Assert.Single(HactAvailableRule.Pick(free, wishes, null, 1));

        Assert.Equal((Monday.AddDays(3), new TimeOnly(12, 0)), (only.Date, only.From));
    }

    [Fact]
    public void An_appointment_says_truly_what_it_meets()
    {
        var repair = new RepairRow { Minutes = 50, DueBy = LondonTime.Instant(Monday.AddDays(1), new(12, 0)) };
        var wishes = new Wishes([new Exclusion([DayOfWeek.Wednesday])], [new Preference(3, [DayOfWeek.Monday])]);

        var inTime = HactAvailableRule.Describe("c-1", Morning(Monday, Why.Soonest, Why.Morning), repair, longer: false, wishes, Settings);
        var onTheLastMoment = HactAvailableRule.Describe("c-2", Morning(Monday.AddDays(1)), repair, longer: true, wishes, Settings);
        var late = HactAvailableRule.Describe("c-3", Afternoon(Monday.AddDays(1)), repair, longer: false, Wishes.None, Settings);

        Assert.Equal(new HactTimes("AM", "08:00:00", "11:00:00", "12:00:00"), inTime.TimeOfDay);
        Assert.Equal((true, true, 3, 1, "Soonest. In the morning"), (inTime.MeetsSLA, inTime.MeetsCustomerPreference, inTime.CustomerDegreeOfPreference, inTime.RepairsProviderDegreeOfPreference, inTime.RepairsProviderPreferenceDescription));
        Assert.Equal((true, false, null, 2), (onTheLastMoment.MeetsSLA, onTheLastMoment.MeetsCustomerPreference, onTheLastMoment.CustomerDegreeOfPreference, onTheLastMoment.RepairsProviderDegreeOfPreference));
        Assert.Equal("10:45:00", onTheLastMoment.TimeOfDay.LatestArrivalTime);
        Assert.Equal((false, null, null, 3), (late.MeetsSLA, late.MeetsCustomerPreference, late.CustomerDegreeOfPreference, late.RepairsProviderDegreeOfPreference));
    }

    [Fact]
    public void An_exclusion_stands_until_the_resident_takes_it_away_and_preferences_are_those_said_last()
    {
        var stand = new Wishes([new Exclusion([DayOfWeek.Thursday])], [new Preference(1, [DayOfWeek.Monday])]);

        var now = stand.With(new Wishes([new Exclusion([DayOfWeek.Thursday]), new Exclusion([], Monday, Monday)], [new Preference(2, [DayOfWeek.Friday])]));

        Assert.Equal(2, now.Exclusions.Count);
        Assert.Equal(DayOfWeek.Friday, Assert.Single(now.Preferences).Days[0]);
        Assert.Equal(stand.Preferences, stand.With(Wishes.None).Preferences);
    }

    [Theory]
    [InlineData("08:00", null, "12:00", "08:00")]
    [InlineData("08:00", "11:00", null, "08:00")]
    [InlineData("08:00", "11:00", "12:00", "08:00")]
    [InlineData("11:00", null, "18:00", "12:00")]
    [InlineData("12:00", null, null, "12:00")]
    [InlineData(null, null, null, "08:00")]
    [InlineData("08:00", "10:00", null, null)]
    [InlineData("08:30", null, "12:00", null)]
    public void A_wanted_time_is_a_free_window_that_keeps_inside_it(string? earliest, string? arrival, string? completion, string? found)
    {
        StoredChoice[] free = [Afternoon(Monday.AddDays(1)), Afternoon(Monday), Morning(Monday)];
        var wanted = new HactWanted(Monday, earliest is null && arrival is null && completion is null ? null : new HactTimeOfDay(Time(earliest), Time(arrival), Time(completion)), "$");

        var index = HactScheduleRule.Find(free, wanted, c => c.To.AddHours(-1));

        Assert.Equal(Time(found), index is { } i ? free[i].From : null);
        Assert.True(index is not { } n || free[n].Date == Monday);
    }

    [Fact]
    public void Schedule_repair_names_what_the_schema_needs_and_leaves_alerts_and_key_safes_unread()
    {
        using var empty = JsonDocument.Parse("{}");
        var faults = new Faults();
        Assert.Null(HactScheduleDocument.Read(empty.RootElement, Settings, faults));
        Assert.Equal(["$.assignedToPrimary", "$.descriptionOfWork", "$.instructedBy", "$.priority", "$.reference", "$.site", "$.workClass"], faults.ByField.Keys.Order(StringComparer.Ordinal));

        using var full = JsonDocument.Parse("""
            {
              "DescriptionOfWork": "The tap drips", "Reference": [{ "ID": 10000012 }], "ServiceRequestReference": [{ "ID": "SR-1" }],
              "Priority": { "PriorityCode": 4, "RequiredCompletionDateTime": "2030-01-28T00:00:00Z" }, "WorkClass": { "WorkClassCode": 0 },
              "InstructedBy": { "Name": "Hackney Housing" }, "AssignedToPrimary": { "Name": "Contractor" },
              "Site": { "Property": [{ "Unit": [{ "Reference": [{ "ID": "P1" }], "Keysafe": { "Code": 1234 } }] }] },
              "PersonAlert": [{ "Type": "30", "Comments": "Regularly misses appointments" }], "AccessInformation": 7,
              "Appointment": { "Date": "2030-01-07", "TimeOfDay": { "EarliestArrivalTime": "08:00:00", "LatestArrivalTime": "12:00:00" } }
            }
            """);
        faults = new Faults();
        var read = HactScheduleDocument.Read(full.RootElement, Settings, faults);

        Assert.Empty(faults.ByField);
        Assert.Equal(["10000012", "SR-1"], read!.References.Select(r => r.Id));
        Assert.Equal(["P1"], read.Homes);
        Assert.Equal(Monday, read.Wanted!.Date);
        Assert.DoesNotContain("misses", JsonSerializer.Serialize(read), StringComparison.OrdinalIgnoreCase);
    }

    private static string Request(string preference) => $$"""{ "workOrderReference": { "ID": "1" }, "onOrBeforeDate": "2030-02-01", "appointmentPreference": [{{preference}}] }""";

    private static HactAvailabilityRequest? Read(string json, out IReadOnlyDictionary<string, string[]> faults)
    {
        var found = new Faults();
        using var document = JsonDocument.Parse(json);
        var request = HactAvailabilityRequest.Read(document.RootElement, Settings, found);
        faults = found.ByField;
        return request;
    }

    private static TimeOnly? Time(string? time) => time is null ? null : TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private static StoredChoice Morning(DateOnly date, params Why[] why) => new(date, new(8, 0), new(12, 0), WindowKind.Morning, false, why);

    private static StoredChoice Afternoon(DateOnly date, params Why[] why) => new(date, new(12, 0), new(17, 0), WindowKind.Afternoon, false, why);
}
