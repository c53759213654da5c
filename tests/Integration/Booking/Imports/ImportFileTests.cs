using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Imports;

[Collection(SystemCollection.Name)]
public sealed class ImportFileTests(SharedSystem shared)
{
    private const string Repairs = "repairRef,householdRef,propertyRef,trade,description,priority,minutes,people\n";

    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("requirement", "3")]
    public async Task Repairs_come_in_once_for_each_reference_and_every_other_row_is_answered()
    {
        // A trade of its own: the longest shift is looked for among all of the landlord's people who have it.
        var trade = $"trade-{Guid.NewGuid():N}";
        var home = await System.HomeAsync(trade: trade);
        using var desk = System.As(Roles.Desk);
        var (n, here) = (Guid.NewGuid().ToString("N")[..8], $"{home.HouseholdRef},{home.PropertyRef}");
        var csv = Repairs
            + $"{n}-1,{here},{trade},It drips,routine,45,\n"
            + $"{n}-1,{here},{trade},It drips again,routine,45,\n"
            + $"{n}-2,{here},{trade},\"Much to do, and more\",urgent,590,2\n"
            + $"{n}-3,{home.HouseholdRef},nowhere,{trade},It drips,routine,,\n"
            + $"{n}-4,{here},{trade},It drips,soon,,\n"
            + $",{here},,Something else,routine,,\n";

        var (status, body) = await desk.ImportAsync("repairs", csv);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(3, body.GetProperty("accepted").GetInt32());
        Assert.Equal([3, 5, 6], Lines("rejected"));
        Assert.Contains("repairRef is the same as on line 2.", Reason("rejected", 0), StringComparison.Ordinal);
        Assert.Contains("No property has the reference nowhere", Reason("rejected", 1), StringComparison.Ordinal);
        Assert.Contains("emergency, urgent or routine", Reason("rejected", 2), StringComparison.Ordinal);
        Assert.Equal([4, 7], Lines("warnings"));
        Assert.Contains("no shift is that long: the longest is 540 minutes", Reason("warnings", 0), StringComparison.Ordinal);

        var (_, again) = await desk.ImportAsync("repairs", Repairs + $"{n}-1,{here},{trade},It drips,routine,45,\n{n}-5,{here},{trade},New,routine,,\n");
        Assert.Equal((1, 2), (again.GetProperty("accepted").GetInt32(), again.GetProperty("rejected")[0].GetProperty("line").GetInt32()));
        Assert.Contains("was brought in before", again.GetProperty("rejected")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(4, await System.ScalarAsync<long>($"select count(*) from booking.repair where property_ref = '{home.PropertyRef}'"));
        Assert.Equal(4, await System.ScalarAsync<long>($"select count(*) from booking.event_log where type = 'RepairRaised' and body ->> 'propertyRef' = '{home.PropertyRef}'"));

        IEnumerable<int> Lines(string what) => body.GetProperty(what).EnumerateArray().Select(r => r.GetProperty("line").GetInt32());
        string? Reason(string what, int i) => body.GetProperty(what)[i].GetProperty("reason").GetString();
    }

    [Fact]
    public async Task An_emergency_from_a_file_gets_someone_at_once()
    {
        var home = await System.HomeAsync();
        using var desk = System.As(Roles.Desk);
        await desk.ImportAsync("repairs", Repairs + $",{home.HouseholdRef},{home.PropertyRef},plumbing,Water everywhere,emergency,,\n");

        await Eventually.TrueAsync(async () => await System.ScalarAsync<string>($"select status from booking.repair where property_ref = '{home.PropertyRef}'") == "booked");
    }

    [Fact]
    public async Task Shifts_that_overlap_run_over_midnight_or_are_too_long_are_named()
    {
        var home = await System.HomeAsync();
        using var desk = System.As(Roles.Desk);
        var (operative, day) = (home.Operatives[0], LondonTime.DateOf(await System.NowAsync()).AddDays(60));

        var (_, body) = await desk.ImportAsync("shifts", "operativeRef,date,from,to\n"
            + $"{operative},{day:yyyy-MM-dd},08:00,12:00\n{operative},{day:yyyy-MM-dd},11:00,16:00\n{operative},{day.AddDays(1):yyyy-MM-dd},22:00,06:00\n{operative},{day.AddDays(2):yyyy-MM-dd},17:00,16:00\n");
        Assert.Equal([5], body.GetProperty("rejected").EnumerateArray().Select(r => r.GetProperty("line").GetInt32()));
        Assert.Contains("they may be swapped", body.GetProperty("rejected")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("overlaps the shift from 08:00 to 12:00 on line 2", body.GetProperty("warnings")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("06:00 on the next day", body.GetProperty("warnings")[1].GetProperty("reason").GetString(), StringComparison.Ordinal);

        var (_, later) = await desk.ImportAsync("shifts", $"operativeRef,date,from,to\n{operative},{day:yyyy-MM-dd},15:00,18:00\n{operative},{day:yyyy-MM-dd},08:00,12:00\n");
        Assert.Equal(2, later.GetProperty("accepted").GetInt32());
        Assert.Contains("overlaps the shift from 11:00 to 16:00 that is there already", later.GetProperty("warnings")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);

        var (_, people) = await desk.ImportAsync("operatives", $"operativeRef,contractor,name,trades,patches,lat,lon\n{operative}-x,{home.Contractor},Sam Porter,plumbing,{home.Patch},,\n");
        Assert.Contains("taken as 15 minutes", people.GetProperty("warnings")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_shown_first_then_brought_in_and_the_rows_left_out_come_back_as_a_file()
    {
        var n = Guid.NewGuid().ToString("N")[..8];
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync("/desk/import");
        await desk.PressAsync("Read it");
        Assert.Contains("Choose what is in the file", desk.Words, StringComparison.Ordinal);
        Assert.Contains("Choose a file", desk.Words, StringComparison.Ordinal);

        // Windows-1252, as spreadsheets still write it; a formula, an open quotation mark, and a minus that is a number.
        var csv = Encoding.Latin1.GetBytes($"propertyRef,householdRef,address,patch,lat,lon\n{n}-1,{n}-1,Caf\u00e9 Row,north,51.5,-0.1\n=cmd|' /C calc'!A0,{n}-2,,north,51.5,-0.1\n{n}-3,{n}-3,\"Open,north,51.5,-0.1\n{n}-4,{n}-4,4 Row,north,,\n");
        await UploadAsync(desk, "properties", csv);
        Assert.Equal("Bring in 4 rows of homes and households?", desk.Heading);
        Assert.Contains("Café Row", desk.Words, StringComparison.Ordinal);
        Assert.Contains("2 rows left out, with the reason", desk.Words, StringComparison.Ordinal);
        Assert.Equal(0, await System.ScalarAsync<long>($"select count(*) from booking.property where property_ref like '{n}%'"));

        var page = desk.Path;
        Assert.All(await desk.PressAtOnceAsync("Bring it in", 2), s => Assert.Equal(HttpStatusCode.OK, s));
        await Eventually.TrueAsync(async () => (await desk.OpenAsync(page)).Heading == "Homes and households brought in");
        Assert.Contains("2 rows taken. 2 rows left out.", desk.Words, StringComparison.Ordinal);
        Assert.Equal("Café Row", await System.ScalarAsync<string>($"select address from booking.property where property_ref = '{n}-1'"));
        Assert.Equal(0, await System.ScalarAsync<long>("select count(*) from booking.import_part p join booking.import_file f using (landlord, import_id) where f.state = 'done'"));

        using var client = System.As(Roles.Desk);
        var rows = await client.GetStringAsync(new Uri($"{page}/rows.csv", UriKind.Relative));
        Assert.Contains($"3,no,address is missing.,'=cmd|' /C calc'!A0,{n}-2,,north,51.5,-0.1\r\n", rows, StringComparison.Ordinal);
        Assert.Contains("4,no,A quotation mark is not closed.", rows, StringComparison.Ordinal);
        using var operative = System.As(Roles.Operative, "OP");
        Assert.Equal(HttpStatusCode.Forbidden, (await operative.GetAsync(new Uri($"{page}/rows.csv", UriKind.Relative))).StatusCode);
    }

    [Theory]
    [InlineData("", "The file is empty")]
    [InlineData("a,b\n1,2\n", "Missing: operativeRef")]
    [InlineData("operativeRef,date,from,to\n", "no rows")]
    [InlineData("PK\u0003\u0004", "save it as CSV")]
    public async Task A_file_that_is_none_of_ours_is_named_at_once(string content, string words)
    {
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync("/desk/import");
        await UploadAsync(desk, "shifts", Encoding.UTF8.GetBytes(content));
        Assert.Contains(words, desk.Words, StringComparison.Ordinal);
        Assert.Equal("/desk/import", desk.Path);
    }

    [Fact]
    public async Task What_was_thrown_away_is_gone()
    {
        using var desk = new Visitor(System, Roles.Desk);
        await desk.OpenAsync("/desk/import");
        await UploadAsync(desk, "properties", "propertyRef,householdRef,address,patch,lat,lon\nx,x,,north,,\n"u8.ToArray());
        Assert.DoesNotContain("Bring it in", desk.Page.Body!.QuerySelector("main form")!.TextContent, StringComparison.Ordinal);
        var page = desk.Path;
        await desk.PressAsync("Throw it away");
        Assert.Equal(HttpStatusCode.NotFound, (await desk.OpenAsync(page)).Status);
    }

    internal static Task<Visitor> UploadAsync(Visitor desk, string kind, byte[] csv) => desk.UploadAsync("Read it", "Upload", csv, ("Kind", kind));
}

/// <summary>A system of its own: it is stopped in the middle.</summary>
public sealed class ImportAfterACrashTests
{
    [Fact]
    public async Task Two_hundred_thousand_rows_survive_a_kill_in_the_middle_without_a_row_lost_or_doubled()
    {
        const int Rows = 200_000;
        await using var system = await RepairsSystem.StartAsync();
        using var desk = new Visitor(system, Roles.Desk);
        var csv = new StringBuilder("propertyRef,householdRef,address,patch,lat,lon\n");
        for (var i = 1; i <= Rows; i++)
            csv.Append(CultureInfo.InvariantCulture, $"P{i},H{i},{(i % 1000 == 0 ? "" : $"{i} Long Road")},north,51.5,-0.1\n");
        await desk.OpenAsync("/desk/import");
        await ImportFileTests.UploadAsync(desk, "properties", Encoding.UTF8.GetBytes(csv.ToString()));
        Assert.Equal("Bring in 200,000 rows of homes and households?", desk.Heading);
        var page = desk.Path;
        await desk.PressAsync("Bring it in");

        await Eventually.TrueAsync(async () => await system.ScalarAsync<int>("select done from booking.import_file") is > 0 and < Rows, 60);
        await system.RestartAsync(new Dictionary<string, string>());
        Assert.InRange(await system.ScalarAsync<int>("select done from booking.import_file"), 1, Rows);

        await Eventually.TrueAsync(async () => await system.ScalarAsync<string>("select state from booking.import_file") == "done", 120);
        await desk.OpenAsync(page);
        Assert.Contains("199,800 rows taken. 200 rows left out.", desk.Words, StringComparison.Ordinal);
        Assert.Equal(199_800, await system.ScalarAsync<long>("select count(*) from booking.property"));
        Assert.Equal(200, await system.ScalarAsync<long>("select count(*) from booking.import_note"));
        Assert.Equal(0, await system.ScalarAsync<long>("select count(*) from booking.import_part"));
    }
}
