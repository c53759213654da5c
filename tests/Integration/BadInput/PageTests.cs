using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.BadInput;

/// <summary>Every page there is, found by its file so that none is forgotten: strange addresses and forms get a kind page, never an error of ours.</summary>
[Collection(SystemCollection.Name)]
public sealed partial class PageTests(SharedSystem shared)
{
    private const string Hostile = "%3Cscript%3Ealert(1)%3C%2Fscript%3E'%3B--";

    private readonly RepairsSystem _system = shared.System;

    /// <summary>Routes of all Razor pages, their parameters without constraints.</summary>
    private static List<string> Routes => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "services"), "*.cshtml", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .Select(f => Page().Match(File.ReadAllText(f)))
        .Where(m => m.Success)
        .Select(m => m.Groups["route"].Value)
        .Order(StringComparer.Ordinal)];

    [Fact]
    public async Task A_strange_address_gets_a_kind_page_whoever_asks()
    {
        Assert.True(Routes.Count > 10);
        var addresses = Routes
            .SelectMany(_ => (string[])[Guid.CreateVersion7().ToString(), "x", Hostile, new string('A', 48), "%F0%9F%8F%A0"], (route, value) => Parameter().Replace(route, value))
            .Distinct()
            .SelectMany(_ => (string[])["", $"?{Hostile}={Hostile}&from=9999-12-31&date=0001-01-01&page=-1&id=x&q={Hostile}&show=x&household=x"], (address, query) => address + query)
            .ToList();
        var faults = new ConcurrentBag<string>();
        foreach (var role in Roles.All.Prepend(null))
        {
            using var client = role is null ? _system.Client() : _system.As(role, "OP-nobody");
            await Parallel.ForEachAsync(addresses, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (address, _) =>
            {
                foreach (var fault in await AskAsync(client, HttpMethod.Get, address, null))
                    faults.Add(fault);
            });
        }

        Assert.True(faults.IsEmpty, string.Join('\n', faults.Distinct().Take(40)));
    }

    [Fact]
    public async Task A_form_without_its_secret_or_with_a_nul_is_not_taken()
    {
        var faults = new List<string>();
        var nobody = _system.Anyone;
        using var desk = _system.As(Roles.Desk);
        foreach (var route in Routes)
        {
            var address = Parameter().Replace(route, Guid.CreateVersion7().ToString());
            foreach (var client in new[] { nobody, desk })
            {
                foreach (var fields in new Dictionary<string, string>[] { new() { ["a"] = "b" }, new() { ["a"] = "b\0c" }, new() { ["__RequestVerificationToken"] = "x" }, new() { ["words"] = new string('x', 1_200_000) } })
                {
                    using var form = new FormUrlEncodedContent(fields);
                    faults.AddRange((await AskAsync(client, HttpMethod.Post, address, form)).Select(f => $"{f} ({fields.Keys.Single()} of {fields.Values.Single().Length} characters)"));
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults.Distinct().Take(40)));
    }

    [Fact]
    [Trait("requirement", "19")]
    public async Task A_nul_in_an_address_is_told_kindly()
    {
        using var answer = await _system.Anyone.GetAsync(new Uri("/sign-in?returnUrl=%00", UriKind.Relative));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(await Answers.FaultsAsync(answer, page: true));
    }

    [Fact]
    [Trait("requirement", "19")]
    public async Task Sign_in_leads_nowhere_but_here()
    {
        foreach (var elsewhere in new[] { "https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)" })
        {
            using var answer = await _system.Anyone.GetAsync(new Uri($"/sign-in?returnUrl={Uri.EscapeDataString(elsewhere)}&ReturnUrl={Uri.EscapeDataString(elsewhere)}", UriKind.Relative));
            var page = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain($"href=\"{elsewhere}", page, StringComparison.Ordinal);
            Assert.True((int)answer.StatusCode < 500);
        }
    }

    private static async Task<IEnumerable<string>> AskAsync(HttpClient client, HttpMethod method, string address, HttpContent? form)
    {
        using var request = new HttpRequestMessage(method, address) { Content = form };
        request.Headers.ExpectContinue = form?.Headers.ContentLength > 1_000_000;
        using var answer = await client.SendAsync(request);
        var faults = await Answers.FaultsAsync(answer, Uri.UnescapeDataString(Hostile), page: true);
        var text = await answer.Content.ReadAsStringAsync();
        if (text.Contains("<script>alert(1)", StringComparison.Ordinal))
            faults = [.. faults, "repeats a script"];
        if (method == HttpMethod.Post && (int)answer.StatusCode < 300)
            faults = [.. faults, $"took a form without its secret: {(int)answer.StatusCode}"];
        return faults.Select(f => $"{method} {address[..Math.Min(140, address.Length)]} {f}");
    }

    [GeneratedRegex("@page \"(?<route>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Page();

    [GeneratedRegex("\\{[a-zA-Z]+(:[^}]*)?\\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 200)]
    private static partial Regex Parameter();
}
