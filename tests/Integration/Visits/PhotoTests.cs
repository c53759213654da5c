using System.Net;
using System.Text;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Visits;

/// <summary>Who may see a photo of a card, what a photo may be, and how long it is kept.</summary>
[Collection(SystemCollection.Name)]
public sealed class PhotoTests(SharedSystem shared)
{
    private readonly RepairsSystem _system = shared.System;

    [Fact]
    [Trait("requirement", "7")]
    public async Task Only_the_resident_and_whoever_decides_a_dispute_see_a_photo()
    {
        var (door, photo, token) = await ReportedAsync();
        var file = new Uri($"/r/{token}/visits/{door.VisitId}/photo/file", UriKind.Relative);
        var decided = new Uri($"/disputes/{door.VisitId}/photo/file", UriKind.Relative);

        using var seen = await _system.Anyone.GetAsync(file);
        var bytes = await seen.Content.ReadAsByteArrayAsync();
        Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (seen.StatusCode, seen.Content.Headers.ContentType?.MediaType));
        Assert.DoesNotContain(Pictures.Canary, Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal("nosniff", seen.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-store", seen.Headers.CacheControl?.ToString());
        Assert.Contains("The card at the closed door", await _system.Anyone.GetStringAsync(new Uri($"/r/{token}/visits/{door.VisitId}/photo", UriKind.Relative)), StringComparison.Ordinal);

        // Nobody else: another resident, an old link, the desk, another operative, the one who took it, a manager or the desk while nothing is disputed.
        var (_, _, others) = await ReportedAsync();
        var old = Link(door.RepairId, 2);
        foreach (var link in new[] { others, old, token[..^1] + (token[^1] == 'A' ? 'B' : 'A') })
            Assert.Equal(HttpStatusCode.NotFound, (await _system.Anyone.GetAsync(new Uri($"/r/{link}/visits/{door.VisitId}/photo/file", UriKind.Relative))).StatusCode);
        foreach (var role in (string[])[Roles.Desk, Roles.Manager])
            Assert.Equal(HttpStatusCode.NotFound, (await _system.As(role).GetAsync(decided)).StatusCode);
        foreach (var path in new[] { $"/api/visits/{door.VisitId}/photos/{photo}", $"/visits/{door.VisitId}/photos/{photo}", $"/visits/device/{door.VisitId}/photos/{photo}", $"/internal/visits/demo/{door.VisitId}/photo" })
        {
            foreach (var client in new[] { _system.Anyone, _system.As(Roles.Desk), _system.As(Roles.Operative, "OP-other"), door.Operative })
                Assert.Contains((await client.GetAsync(new Uri(path, UriKind.Relative))).StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.MethodNotAllowed });
        }

        // A dispute opens it to those who decide it, and to nobody who goes on visits, whatever else they may do.
        Assert.True((await _system.Anyone.PostAsync(new Uri($"/api/resident/{token}/visits/{door.VisitId}/dispute", UriKind.Relative), null)).IsSuccessStatusCode);
        foreach (var role in (string[])[Roles.Desk, Roles.Manager])
            Assert.Equal(bytes, await _system.As(role).GetByteArrayAsync(decided));
        foreach (var role in Roles.All.Where(r => r is not (Roles.Desk or Roles.Manager)))
            Assert.Equal(HttpStatusCode.Forbidden, (await _system.As(role, "OP").GetAsync(decided)).StatusCode);
    }

    [Fact]
    public async Task A_picture_too_large_to_look_at_and_one_that_unfolds_without_end_are_answered_kindly()
    {
        var door = await Door.BookedAsync(_system);

        using var large = await door.PhotoAsync(Guid.NewGuid(), Pictures.GreyPng(8000, 5000));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, large.StatusCode);
        Assert.Contains("24 million pixels", await large.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var bomb = await door.PhotoAsync(Guid.NewGuid(), Pictures.GreyPng(10_000, 10, rows: 20_000));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, bomb.StatusCode);
        byte[] zip = [.. "PK\u0003\u0004"u8, .. new byte[4000]];
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await door.PhotoAsync(Guid.NewGuid(), zip)).StatusCode);
        Assert.Equal(0, await door.CountAsync("visits.photo"));
        Assert.Equal(HttpStatusCode.Created, (await door.PhotoAsync(Guid.NewGuid(), [.. Pictures.GreyPng(100, 100), .. zip])).StatusCode);
    }

    [Fact]
    public async Task Photos_are_kept_for_a_year_and_for_six_where_there_was_a_hazard()
    {
        var (ordinary, photo, token) = await ReportedAsync();
        var (hazard, hazardPhoto, _) = await ReportedAsync("DO30");
        var (fresh, freshPhoto, _) = await ReportedAsync();
        await _system.ScalarAsync<long>($"""
            with older as (
              update visits.photo set received_at = received_at - interval '366 days'
              where visit_id in ('{ordinary.VisitId}', '{hazard.VisitId}')
              returning 1)
            select count(*) from older
            """);

        await Eventually.TrueAsync(async () => await ordinary.CountAsync("visits.photo") == 0);

        Assert.Empty(FilesOf(photo));
        Assert.Equal((1, 1), (await hazard.CountAsync("visits.photo"), await fresh.CountAsync("visits.photo")));
        Assert.NotEmpty(FilesOf(hazardPhoto));
        Assert.NotEmpty(FilesOf(freshPhoto));
        Assert.Equal(HttpStatusCode.NotFound, (await _system.Anyone.GetAsync(new Uri($"/r/{token}/visits/{ordinary.VisitId}/photo/file", UriKind.Relative))).StatusCode);
        Assert.Contains("There is no photo", await _system.Anyone.GetStringAsync(new Uri($"/r/{token}/visits/{ordinary.VisitId}/photo", UriKind.Relative)), StringComparison.Ordinal);

        await _system.ScalarAsync<long>($"with older as (update visits.photo set received_at = received_at - interval '6 years' where visit_id = '{hazard.VisitId}' returning 1) select count(*) from older");
        await Eventually.TrueAsync(async () => await hazard.CountAsync("visits.photo") == 0);
        Assert.Empty(FilesOf(hazardPhoto));
    }

    /// <summary>A visit reported with its photo, and the resident's link.</summary>
    private async Task<(Door Door, Guid Photo, string Token)> ReportedAsync(params string[] observed)
    {
        var door = await Door.WaitingAsync(_system);
        await _system.PublishAsync("Booking", new RepairRaised(DemoPeople.Landlord, door.RepairId, door.HouseholdRef, "P-1", "North", "plumbing", Priority.Routine, door.WindowEnd, 1, door.BookedAt));
        await door.BookAsync();
        await door.KnownAsync();
        var photo = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.Created, (await door.PhotoAsync(photo, Pictures.Jpeg(padding: 100))).StatusCode);
        var report = door.NoAnswer(photoId: photo);
        report["observed"] = observed;
        Assert.Equal(HttpStatusCode.Created, (await door.ReportAsync(report)).StatusCode);
        var token = Link(door.RepairId, 1);
        await Eventually.TrueAsync(async () => (await _system.Anyone.GetStringAsync(new Uri($"/api/resident/{token}/visits", UriKind.Relative))).Contains(door.VisitId.ToString(), StringComparison.Ordinal));
        return (door, photo, token);
    }

    private string Link(Guid repairId, int version) => new SignedLink(new PlatformSettings { LinkKey = _system.Setting("Repairs__LinkKey") }).Make(repairId, version);

    private string[] FilesOf(Guid photo) => Directory.GetFiles(Path.Combine(_system.Folder, "photos"), photo.ToString("N"), SearchOption.AllDirectories);
}
