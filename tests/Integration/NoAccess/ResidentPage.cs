using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.NoAccess;

/// <summary>Somebody with a browser that keeps cookies and no scripts: opens pages and presses their buttons.</summary>
internal sealed partial class ResidentPage(RepairsSystem system)
{
    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public HttpStatusCode Status { get; private set; }

    public string Html { get; private set; } = "";

    public string Path { get; private set; } = "";

    /// <summary>The words of the page.</summary>
    public string Text => Spaces().Replace(new HtmlParser().ParseDocument(Html).QuerySelector("main")?.TextContent ?? Html, " ");

    /// <summary>A second browser window of the same person.</summary>
    public ResidentPage AnotherTab()
    {
        var other = new ResidentPage(system) { Html = Html, Path = Path };
        foreach (var (name, value) in _cookies)
            other._cookies[name] = value;
        return other;
    }

    public async Task<ResidentPage> OpenAsync(string path)
    {
        await SendAsync(HttpMethod.Get, path, null);
        return this;
    }

    /// <summary>Sends the form whose button carries these words, filled in; follows where it leads.</summary>
    public async Task<ResidentPage> PressAsync(string button, params (string Name, string Value)[] answers)
    {
        var document = new HtmlParser().ParseDocument(Html);
        var form = document.QuerySelectorAll("main form").First(f => f.QuerySelectorAll("button").Any(b => b.TextContent.Contains(button, StringComparison.Ordinal)));
        var fields = form.QuerySelectorAll("input[type=hidden]").Select(i => (Name: i.GetAttribute("name")!, Value: i.GetAttribute("value") ?? "")).Concat(answers)
            .Select(f => KeyValuePair.Create(f.Name, f.Value));
        await SendAsync(HttpMethod.Post, form.GetAttribute("action") is { Length: > 0 } action ? action : Path, new FormUrlEncodedContent(fields));
        return this;
    }

    private async Task SendAsync(HttpMethod method, string path, HttpContent? content)
    {
        for (var hops = 0; ; hops++)
        {
            Assert.True(hops < 6, $"{path} leads round in circles");
            using var request = new HttpRequestMessage(method, path) { Content = content };
            if (_cookies.Count > 0)
                request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
            using var answer = await system.Anyone.SendAsync(request);
            foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var sets) ? sets : [])
            {
                var pair = set.Split(';')[0].Split('=', 2);
                _cookies[pair[0]] = pair[1];
            }

            (Status, Path) = (answer.StatusCode, path);
            if (answer.StatusCode is not (HttpStatusCode.Redirect or HttpStatusCode.SeeOther))
            {
                Html = await answer.Content.ReadAsStringAsync();
                return;
            }

            (method, path, content) = (HttpMethod.Get, answer.Headers.Location!.ToString(), null);
        }
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
