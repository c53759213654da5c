using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

[Collection(SystemCollection.Name)]
public sealed class OutcomeApiTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    [Trait("requirement", "7")]
    public async Task No_answer_with_every_part_of_its_evidence_is_published_as_such()
    {
        var door = await ReadInTimeAsync();
        var photo = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.Created, (await door.PhotoAsync(photo, Pictures.Jpeg())).StatusCode);

        using var answer = await door.ReportAsync(door.NoAnswer(photoId: photo, arrived: await _system.NowAsync(), minutes: 1));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var evidence = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("evidence");
        Assert.All(evidence.EnumerateObject(), part => Assert.True(part.Value.GetBoolean(), part.Name));
        Assert.Equal(1, await door.PublishedAsync("VisitOutcomeReported"));
    }

    [Fact]
    [Trait("requirement", "7")]
    public async Task A_photo_that_comes_after_its_report_completes_the_evidence()
    {
        var door = await ReadInTimeAsync();
        var (photo, report) = (Guid.NewGuid(), Guid.NewGuid());
        using var first = await door.ReportAsync(door.NoAnswer(report, photo, await _system.NowAsync(), minutes: 1));
        Assert.False((await first.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("evidence").GetProperty("cardPhoto").GetBoolean());

        Assert.Equal(HttpStatusCode.Created, (await door.PhotoAsync(photo, Pictures.Jpeg())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await door.PhotoAsync(photo, Pictures.Jpeg())).StatusCode);

        Assert.Equal(1, await door.PublishedAsync("VisitEvidenceAdded"));
        Assert.Equal("true", await door.LastAsync("VisitEvidenceAdded", "evidence,cardPhoto"));
        Assert.Equal(report.ToString(), await door.LastAsync("VisitEvidenceAdded", "reportId"));
    }

    [Fact]
    public async Task The_same_report_sent_again_is_one_report()
    {
        var door = await Door.BookedAsync(_system);
        var report = door.NoAnswer();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => door.ReportAsync(report)));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(7, answers.Count(a => a.StatusCode == HttpStatusCode.OK));
        Assert.Equal(1, await door.CountAsync("visits.report"));
        Assert.Equal(1, await door.PublishedAsync("VisitOutcomeReported"));
    }

    [Fact]
    public async Task The_same_report_id_with_other_content_is_not_taken()
    {
        var door = await Door.BookedAsync(_system);
        var report = door.NoAnswer();
        await door.ReportAsync(report);
        report["metresFromAddress"] = 21;

        using var answer = await door.ReportAsync(report);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("/problems/report-id-used", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_report_names_the_one_it_replaces()
    {
        var door = await Door.BookedAsync(_system);
        var (first, second) = (door.NoAnswer(), door.NoAnswer());
        await door.ReportAsync(first);

        using var unnamed = await door.ReportAsync(second);
        Assert.Equal(HttpStatusCode.Conflict, unnamed.StatusCode);
        Assert.Equal(first["reportId"]!.ToString(), (await unnamed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("reportId").GetString());

        second["supersedes"] = first["reportId"];
        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(second)).StatusCode);
        Assert.Equal(first["reportId"]!.ToString(), await door.LastAsync("VisitOutcomeReported", "supersedes"));
        Assert.Equal(1, await _system.ScalarAsync<long>($"select count(*) from visits.report where visit_id = '{door.VisitId}' and superseded_by is null"));
    }

    [Fact]
    public async Task Of_many_different_reports_at_once_one_stands()
    {
        var door = await Door.BookedAsync(_system);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => door.ReportAsync(door.NoAnswer())));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        Assert.Equal(9, answers.Count(a => a.StatusCode == HttpStatusCode.Conflict));
    }

    [Theory]
    [Trait("requirement", "6")]
    [InlineData("reason", "\"R03\"")]
    [InlineData("reasonCode", "\"R12\"")]
    [InlineData("Reason", "{\"code\":\"R03\"}")]
    [InlineData("why", "\"they forgot\"")]
    public async Task A_contractor_has_nowhere_to_put_a_reason(string member, string value)
    {
        var door = await Door.BookedAsync(_system);
        var body = JsonSerializer.Serialize(door.NoAnswer())[..^1] + $",\"{member}\":{value}}}";

        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await door.Operative.PostAsync($"/api/visits/{door.VisitId}/outcome", content);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(0, await door.CountAsync("visits.report"));
    }

    [Theory]
    [InlineData("DO99", 400)]
    [InlineData("DO3", 400)]
    [InlineData("10", 400)]
    [InlineData("R03", 400)]
    [InlineData("DO30", 422)]
    [InlineData("DO31", 422)]
    public async Task An_outcome_that_is_none_is_not_taken(string outcome, int status)
    {
        var door = await Door.BookedAsync(_system);
        var report = door.NoAnswer();
        report["outcome"] = outcome;

        Assert.Equal(status, (int)(await door.ReportAsync(report)).StatusCode);
    }

    [Theory]
    [InlineData("""{"reportId":"018f0000-0000-7000-8000-000000000001"}""")]
    [InlineData("""{"reportId":"018f0000-0000-7000-8000-000000000001","outcome":null}""")]
    [InlineData("""{"reportId":"018f0000-0000-7000-8000-000000000001","outcome":"DO10","observed":[null]}""")]
    [InlineData("""{"reportId":"018f0000-0000-7000-8000-000000000001","outcome":"DO10","tried":[null]}""")]
    [InlineData("""{"reportId":"018f0000-0000-7000-8000-000000000001","outcome":"DO10","tried":[{"what":"knock"}]}""")]
    [InlineData("null")]
    public async Task A_report_with_something_missing_is_answered_with_what(string report)
    {
        var door = await Door.BookedAsync(_system);
        using var body = new StringContent(report, Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, (await door.Operative.PostAsync($"/api/visits/{door.VisitId}/outcome", body)).StatusCode);
        Assert.Equal(0, await door.CountAsync("visits.report"));
    }

    [Fact]
    [Trait("requirement", "17")]
    public async Task Each_journey_is_told_once_also_after_the_time_was_changed()
    {
        var door = await Door.BookedAsync(_system);
        await door.ReadAsync();
        await door.SetOffAsync();
        var later = door.WindowStart.AddDays(1);
        await _system.PublishAsync("Booking", door.Changed(later, door.BookedAt.AddMinutes(1)));
        await Eventually.TrueAsync(async () => await _system.ScalarAsync<long>($"select count(*) from visits.visit where visit_id = '{door.VisitId}' and window_start > '{door.WindowEnd:O}'") == 1);

        for (var i = 0; i < 2; i++)
            Assert.Equal(HttpStatusCode.NoContent, (await door.SetOffAsync()).StatusCode);

        Assert.Equal(2, await door.PublishedAsync("OperativeOnTheWay"));
    }

    [Fact]
    public async Task Times_that_cannot_be_are_answered_with_the_field()
    {
        var door = await Door.BookedAsync(_system);
        var now = await _system.NowAsync();

        Assert.Contains("leftAt", await FaultsAsync(door, r => r["leftAt"] = door.WindowStart.AddHours(-1)), StringComparison.Ordinal);
        Assert.Contains("arrivedAt", await FaultsAsync(door, r => (r["arrivedAt"], r["leftAt"]) = (now.AddDays(1), now.AddDays(1).AddMinutes(12))), StringComparison.Ordinal);
        Assert.Contains("arrivedAt", await FaultsAsync(door, r => (r["arrivedAt"], r["leftAt"]) = (now.AddYears(-1), now.AddYears(-1).AddMinutes(12))), StringComparison.Ordinal);
        Assert.Contains("arrivedAt", await FaultsAsync(door, r => r["arrivedAt"] = null), StringComparison.Ordinal);
        Assert.Contains("note", await FaultsAsync(door, r => r["note"] = new string('x', 501)), StringComparison.Ordinal);
        Assert.Contains("note", await FaultsAsync(door, r => r["note"] = "Tenant refused"), StringComparison.Ordinal);
        Assert.Equal(0, await door.CountAsync("visits.report"));
    }

    [Fact]
    public async Task Somebody_elses_visit_is_not_there()
    {
        var (mine, theirs) = (await Door.BookedAsync(_system), await Door.BookedAsync(_system));

        foreach (var path in new[] { "brief-read", "on-my-way" })
            Assert.Equal(HttpStatusCode.NotFound, (await mine.Operative.PostAsync($"/api/visits/{theirs.VisitId}/{path}", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await mine.Operative.PostAsJsonAsync($"/api/visits/{theirs.VisitId}/outcome", theirs.NoAnswer())).StatusCode);
        using var photo = new ByteArrayContent(Pictures.Jpeg());
        Assert.Equal(HttpStatusCode.NotFound, (await mine.Operative.PutAsync($"/api/visits/{theirs.VisitId}/photos/{Guid.NewGuid()}", photo)).StatusCode);
        Assert.Empty(await mine.ListAsync(theirs.Date.AddDays(1)));
        Assert.DoesNotContain(await mine.ListAsync(), v => v.GetProperty("visitId").GetGuid() == theirs.VisitId);
        Assert.Equal(HttpStatusCode.Forbidden, (await _system.As(Roles.Desk).GetAsync("/api/visits")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _system.Anyone.GetAsync("/api/visits")).StatusCode);
    }

    [Fact]
    [Trait("requirement", "17")]
    public async Task Setting_off_waits_until_the_brief_is_read()
    {
        var door = await Door.BookedAsync(_system);
        await door.AgreeAsync("A01", "Knock loudly and wait 5 minutes");

        Assert.Equal(HttpStatusCode.Conflict, (await door.SetOffAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await door.ReadAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await door.ReadAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await door.SetOffAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await door.SetOffAsync()).StatusCode);

        Assert.Equal(1, await door.PublishedAsync("VisitBriefRead"));
        Assert.Equal("1", await door.LastAsync("VisitBriefRead", "instructions"));
        Assert.Equal(1, await door.PublishedAsync("OperativeOnTheWay"));
    }

    [Fact]
    [Trait("requirement", "17")]
    public async Task A_brief_that_changed_is_read_again_before_setting_off()
    {
        var door = await Door.BookedAsync(_system);
        await door.ReadAsync();
        await door.AgreeAsync("A12", "Show ID at the window");

        using var answer = await door.SetOffAsync();

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.False((await door.ListAsync()).Single().GetProperty("briefRead").GetBoolean());
        await door.ReadAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await door.SetOffAsync()).StatusCode);
    }

    [Fact]
    [Trait("requirement", "37")]
    public async Task A_hazard_and_a_concern_go_with_any_outcome_and_once()
    {
        var door = await Door.BookedAsync(_system);
        var report = door.NoAnswer();
        (report["outcome"], report["observed"], report["immediate"]) = ("DO01", new[] { "DO30", "DO31" }, true);
        await door.ReportAsync(report);
        var mended = new Dictionary<string, object?>(report) { ["supersedes"] = report["reportId"], ["reportId"] = Guid.NewGuid(), ["outcome"] = "DO02" };
        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(mended)).StatusCode);

        Assert.Equal(2, await door.PublishedAsync("VisitOutcomeReported"));
        Assert.Equal(1, await door.PublishedAsync("HazardObserved"));
        Assert.Equal(1, await _system.ScalarAsync<long>($"select count(*) from visits.event_log where type = 'WelfareConcernRaised' and subject = '{door.HouseholdRef}'"));
    }

    [Fact]
    [Trait("requirement", "37")]
    public async Task Danger_now_reaches_whoever_is_on_duty_whatever_else_is_missing_and_the_words_about_people_are_not_kept()
    {
        var door = await Door.BookedAsync(_system);
        var report = door.NoAnswer();
        (report["outcome"], report["observed"], report["immediate"], report["note"]) = ("DO15", new[] { "DO31" }, true, "He is drunk and hits her");
        report.Remove("leftAt");

        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(report)).StatusCode);

        Assert.Equal(1, await _system.ScalarAsync<long>($"select count(*) from visits.event_log where type = 'WelfareConcernRaised' and subject = '{door.HouseholdRef}'"));
        Assert.Equal(1, await _system.ScalarAsync<long>($"select count(*) from visits.report where visit_id = '{door.VisitId}' and note is null"));
        var calm = await Door.BookedAsync(_system);
        var ordinary = calm.NoAnswer();
        ordinary["note"] = "He is drunk";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await calm.ReportAsync(ordinary)).StatusCode);
    }

    [Fact]
    [Trait("requirement", "57")]
    public async Task Denied_access_from_a_contractors_system_arrives_as_no_answer_without_evidence()
    {
        var door = await Door.BookedAsync(_system);
        var asWritten = new JsonSerializerOptions();
        var update = new
        {
            Reference = new { ID = Guid.NewGuid().ToString() },
            RelatedWorkOrderReference = new { ID = door.RepairId.ToString() },
            EventTime = door.WindowStart.AddMinutes(20),
            TypeCode = "70",
            Comments = "JACKDAW regularly misses appointments",
            PersonAlert = new { Type = "30", Comments = "JACKDAW alert" },
        };

        Assert.Equal(HttpStatusCode.Created, (await door.Operative.PostAsJsonAsync("/hact/job-status-update", update, asWritten)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await door.Operative.PostAsJsonAsync("/hact/job-status-update", update, asWritten)).StatusCode);

        Assert.Equal("DO10", await door.LastAsync("VisitOutcomeReported", "outcome"));
        Assert.Equal("false", await door.LastAsync("VisitOutcomeReported", "evidence,timeOnSite"));
        Assert.Equal(0, await _system.ScalarAsync<long>("select (select count(*) from visits.report r where r::text like '%JACKDAW%') + (select count(*) from visits.event_log e where e::text like '%JACKDAW%')"));
        Assert.Equal(HttpStatusCode.BadRequest, (await door.Operative.PostAsJsonAsync("/hact/job-status-update", new { TypeCode = "71" })).StatusCode);
    }

    [Theory]
    [InlineData("note", "<script>alert(1)</script> '; drop table visit; --")]
    [InlineData("note", "🛠️ שלום عربى")]
    public async Task Any_text_is_kept_as_text(string member, string text)
    {
        var door = await Door.BookedAsync(_system);
        var report = door.NoAnswer();
        report[member] = text;

        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(report)).StatusCode);
        Assert.Equal(text, await _system.ScalarAsync<string>($"select note from visits.report where visit_id = '{door.VisitId}'"));
    }

    [Fact]
    public async Task Photos_are_told_by_content_and_size()
    {
        var door = await Door.BookedAsync(_system);
        var photo = Guid.NewGuid();

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await door.PhotoAsync(photo, "<html>"u8.ToArray())).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await door.PhotoAsync(photo, [])).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await door.PhotoAsync(photo, new byte[6_000_000])).StatusCode);
        Assert.Equal(HttpStatusCode.Created, (await door.PhotoAsync(photo, Pictures.Jpeg(padding: 2_000_000))).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await door.PhotoAsync(photo, Pictures.Jpeg())).StatusCode);

        var file = Directory.GetFiles(Path.Combine(_system.Folder, "photos"), photo.ToString("N"), SearchOption.AllDirectories).Single();
        Assert.DoesNotContain("CANARY-GPS", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
    }

    /// <summary>A visit whose brief was read before now, at a door that asks for one minute only, so that a visit of now can be over.</summary>
    private async Task<Door> ReadInTimeAsync()
    {
        var door = await Door.BookedAsync(_system);
        await door.AgreeAsync("A01", "Knock loudly and wait 1 minute");
        Assert.Equal(HttpStatusCode.NoContent, (await door.ReadAsync()).StatusCode);
        return door;
    }

    private static async Task<string> FaultsAsync(Door door, Action<Dictionary<string, object?>> change)
    {
        var report = door.NoAnswer();
        change(report);
        using var answer = await door.ReportAsync(report);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, body);
        return JsonSerializer.Deserialize<JsonElement>(body).GetProperty("errors").GetRawText();
    }
}
