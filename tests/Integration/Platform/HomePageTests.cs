using System.Net;
using Repairs.Platform;
using Repairs.Tests.Integration.Booking.Faces;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Platform;

/// <summary>Where people start: everybody finds the ways in that are theirs, and each of them opens.</summary>
[Collection(SystemCollection.Name)]
public sealed class HomePageTests(SharedSystem shared)
{
    public static TheoryData<string> Everybody => [.. Roles.All];

    [Theory]
    [MemberData(nameof(Everybody))]
    public async Task Whoever_is_signed_in_finds_ways_in_that_open_and_no_others(string role)
    {
        using var person = new Visitor(shared.System, role);
        await person.OpenAsync("/");
        var theirs = person.Page.QuerySelectorAll(".app-card a").Select(a => a.GetAttribute("href")!).ToList();
        Assert.NotEmpty(theirs);

        using var client = shared.System.As(role, role == Roles.Operative ? "OP1" : null);
        foreach (var href in theirs)
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(href, UriKind.Relative))).StatusCode);

        using var anyone = new Visitor(shared.System);
        await anyone.OpenAsync("/");
        foreach (var href in anyone.Page.QuerySelectorAll(".app-card a").Select(a => a.GetAttribute("href")!).Except(theirs))
            Assert.NotEqual(HttpStatusCode.OK, (await client.GetAsync(new Uri(href, UriKind.Relative))).StatusCode);
    }
}
