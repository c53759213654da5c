using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Booking.Faces;

/// <summary>Somebody with a browser without JavaScript: keeps cookies, follows redirects, fills in the forms a page really has, and reads what a person sees.</summary>
internal sealed class Visitor : IDisposable
{
    private readonly HttpClient _client;

    public Visitor(RepairsSystem system, string? role = null)
    {
        _client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = system.Url };
        if (role is not null)
            _client.DefaultRequestHeaders.Add("X-Demo-Role", role);
    }

    /// <summary>The page in front of the visitor.</summary>
    public IHtmlDocument Page { get; private set; } = null!;

    public HttpStatusCode Status { get; private set; }

    /// <summary>Where the visitor is, without the host.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The words of the page's main part, blanks collapsed.</summary>
    public string Words => Squeeze(Page.QuerySelector("main")?.TextContent ?? Page.Body?.TextContent ?? "");

    public string Heading => Squeeze(Page.QuerySelector("h1")?.TextContent ?? "");

    public async Task<Visitor> OpenAsync(string path)
    {
        using var answer = await _client.GetAsync(new Uri(new Uri(_client.BaseAddress!, Path), path));
        return await ReadAsync(answer);
    }

    /// <summary>Follows the link with these words.</summary>
    public Task<Visitor> FollowAsync(string words) =>
        OpenAsync(Page.QuerySelectorAll("main a, nav a").OfType<IHtmlAnchorElement>().First(a => Squeeze(a.TextContent).StartsWith(words, StringComparison.Ordinal)).GetAttribute("href")!);

    /// <summary>Presses the button with these words, having filled in <paramref name="answers"/>; an answer to radios picks the option with that value.</summary>
    public async Task<Visitor> PressAsync(string button, params (string Name, string Value)[] answers)
    {
        using var answer = await _client.SendAsync(Form(button, answers));
        return await ReadAsync(answer);
    }

    /// <summary>Presses the same button as often as told at the same moment, as an impatient thumb does.</summary>
    public async Task<IReadOnlyList<HttpStatusCode>> PressAtOnceAsync(string button, int times, params (string Name, string Value)[] answers)
    {
        var sent = Enumerable.Range(0, times).Select(async _ =>
        {
            using var answer = await _client.SendAsync(Form(button, answers));
            return answer.StatusCode;
        }).ToList();
        return await Task.WhenAll(sent);
    }

    /// <summary>Presses the button of a form that takes a file.</summary>
    public async Task<Visitor> UploadAsync(string button, string field, byte[] file, params (string Name, string Value)[] answers)
    {
        using var plain = Form(button, [.. answers, (field, "")]);
        var fields = System.Web.HttpUtility.ParseQueryString(await plain.Content!.ReadAsStringAsync());
        using var form = new MultipartFormDataContent();
        foreach (var name in fields.AllKeys.OfType<string>().Where(n => n != field))
            form.Add(new StringContent(fields[name]!), name);
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new("text/csv");
        form.Add(content, field, "file.csv");
        using var answer = await _client.PostAsync(plain.RequestUri, form);
        return await ReadAsync(answer);
    }

    /// <summary>The choices of a question: what is sent, its words, and the line below them.</summary>
    public IReadOnlyList<(string Value, string Words, string Hint)> Options(string name) =>
    [
        .. Page.QuerySelectorAll($"input[name='{name}']").Select(i => (
            i.GetAttribute("value")!,
            Squeeze(i.ParentElement!.QuerySelector("label")!.TextContent),
            Squeeze(i.ParentElement!.QuerySelector(".govuk-hint")?.TextContent ?? ""))),
    ];

    /// <summary>What stands in a field.</summary>
    public string? Typed(string name) => Page.QuerySelector($"[name='{name}']") switch
    {
        IHtmlTextAreaElement area => area.Value,
        IHtmlInputElement { Type: "radio" } => Page.QuerySelector($"[name='{name}'][checked]")?.GetAttribute("value"),
        IHtmlInputElement input => input.GetAttribute("value"),
        IHtmlSelectElement select => select.Value,
        _ => null,
    };

    public void Dispose() => _client.Dispose();

    private HttpRequestMessage Form(string button, (string Name, string Value)[] answers)
    {
        var pressed = Page.QuerySelectorAll("button").OfType<IHtmlButtonElement>().First(b => b.Form is not null && Squeeze(b.TextContent) == button);
        var form = pressed.Form!;
        var fields = form.QuerySelectorAll("input, textarea, select")
            .Where(f => f is not IHtmlInputElement { Type: "radio" or "checkbox", IsChecked: false } && f.HasAttribute("name"))
            .Select(f => (Name: f.GetAttribute("name")!, Value: f switch { IHtmlTextAreaElement a => a.Value, IHtmlSelectElement s => s.Value ?? "", _ => f.GetAttribute("value") ?? "" }))
            .Where(f => answers.All(a => a.Name != f.Name))
            .Concat(answers)
            .ToList();
        if (pressed.Name is { Length: > 0 } name)
            fields.Add((name, pressed.Value));
        return new HttpRequestMessage(HttpMethod.Post, new Uri(form.GetAttribute("action") is { Length: > 0 } action ? action : Path, UriKind.Relative))
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
    }

    private async Task<Visitor> ReadAsync(HttpResponseMessage answer)
    {
        Status = answer.StatusCode;
        Path = answer.RequestMessage!.RequestUri!.PathAndQuery;
        Page = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
        return this;
    }

    private static string Squeeze(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
