using System.Text;
using Repairs.Messages.Gates;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Faces;

/// <summary>The words of the resident's pages pass the gates that every message passes: reading level and tone.</summary>
[Collection(SystemCollection.Name)]
public sealed class ResidentWordsTests(SharedSystem shared)
{
    private RepairsSystem System => shared.System;

    [Fact]
    [Trait("requirement", "29")]
    public async Task Every_page_of_the_journey_reads_easily_and_blames_nobody()
    {
        var (repairId, token) = await System.RepairAsync(await System.HomeAsync(2));
        using var resident = new Visitor(System);
        using var desk = System.As(Roles.Desk);
        var said = new StringBuilder();

        await resident.OpenAsync($"/r/{token}");
        Keep(said, resident);
        await resident.OpenAsync($"/r/{token}/choose");
        Keep(said, resident);
        await resident.PressAsync("Continue");
        Keep(said, resident);
        await resident.PressAsync("None of these work");
        Keep(said, resident);
        await resident.PressAsync("None of these work");
        Keep(said, resident);
        await resident.OpenAsync($"/r/{token}/choose");
        await resident.PressAsync("Continue", ("Choice", resident.Options("Choice")[0].Value));
        Keep(said, resident);
        await resident.PressAsync("Yes, come then");
        Keep(said, resident);
        await resident.OpenAsync($"/r/{token}");
        Keep(said, resident);
        await resident.OpenAsync($"/r/{token}/cancel");
        Keep(said, resident);
        await World.SendAsync(desk, HttpMethod.Post, $"/api/repairs/{repairId}/withdraw", new { by = "landlord", reason = "duplicate" });
        await resident.OpenAsync($"/r/{token}");
        Keep(said, resident);
        var (_, emergency) = await System.RepairAsync(await System.HomeAsync(from: "06:00", to: "21:00"), priority: "emergency");
        await resident.OpenAsync($"/r/{emergency}");
        Keep(said, resident);

        var (grade, findings) = Readability.Check(said.ToString());
        Assert.InRange(grade, 0, 6);
        Assert.Empty(findings.Concat(Tone.Check(said.ToString())).Select(f => f.ToString()));
    }

    /// <summary>Each paragraph, heading, point, choice and button of the page is a sentence of its own.</summary>
    private static void Keep(StringBuilder said, Visitor resident)
    {
        foreach (var piece in resident.Page.QuerySelectorAll("main p, main h1, main h2, main li, main label, main button, main .govuk-hint, main dd, main .govuk-notification-banner__heading"))
        {
            var words = string.Join(' ', piece.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (words.Length > 0)
                said.Append(words).Append(words[^1] is '.' or '?' or '!' ? " " : ". ");
        }
    }
}
