using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser;

/// <summary>How wide the screen is, and whether scripts run.</summary>
public sealed record Screen(int Width, bool Script)
{
    public override string ToString() => $"{Width}px{(Script ? "" : " without JavaScript")}";
}

/// <summary>
/// A person with a browser of their own. Every page they come to is checked: axe finds nothing, nothing sticks out sideways, the browser's console
/// has no complaint, and no word stands there that a resident should not meet. A picture of it is kept.
/// </summary>
public sealed partial class Walker : IAsyncDisposable
{
    private readonly RepairsSystem _system;
    private readonly Screen _screen;
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private readonly string _name;
    private int _pictures;

    /// <param name="mayBeCut">The line to the system is cut now and then, and the browser says so.</param>
    private Walker(RepairsSystem system, Screen screen, IBrowserContext context, IPage page, string name, bool mayBeCut = false)
    {
        (_system, _screen, _context, Page, _name) = (system, screen, context, page, name);
        Page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("status of 4", StringComparison.Ordinal) && !(mayBeCut && message.Text.Contains("net::ERR_", StringComparison.Ordinal)))
                _complaints.Add(message.Text);
        };
        Page.PageError += (_, error) => _complaints.Add(error);
    }

    public IPage Page { get; }

    public static async Task<Walker> StartAsync(IBrowser browser, RepairsSystem system, Screen screen, string name)
    {
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = system.Url.ToString(),
            ViewportSize = new() { Width = screen.Width, Height = screen.Width < 600 ? 640 : 900 },
            JavaScriptEnabled = screen.Script,
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(20_000);
        return new Walker(system, screen, context, await context.NewPageAsync(), name);
    }

    /// <summary>A person whose browser is there already, and whose line may be cut.</summary>
    public static Walker Of(RepairsSystem system, Screen screen, IBrowserContext context, IPage page, string name) => new(system, screen, context, page, name, mayBeCut: true);

    /// <summary>Signs in as a person of the demonstration.</summary>
    public async Task SignInAsync(string role, string? operativeRef = null)
    {
        await GoAsync("/sign-in");
        await Page.Locator($"input[value='{role}']").CheckAsync();
        if (operativeRef is not null)
            await Page.GetByLabel("Operative's reference").FillAsync(operativeRef);
        await PressAsync("Sign in");
    }

    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await LookAsync();
    }

    /// <summary>Presses a button, or a link that looks like one, by its words.</summary>
    public async Task PressAsync(string words)
    {
        var button = Page.Locator("main").GetByRole(AriaRole.Button, new() { Name = words, Exact = true });
        await button.First.ClickAsync();
        await LookAsync();
    }

    public async Task FollowAsync(string words)
    {
        await Page.Locator("main").GetByRole(AriaRole.Link, new() { NameRegex = new Regex(Regex.Escape(words)) }).First.ClickAsync();
        await LookAsync();
    }

    public Task<string> TextAsync() => Page.Locator("main").InnerTextAsync();

    public Task<string> HeadingAsync() => Page.Locator("h1").First.InnerTextAsync();

    /// <summary>Opens a page again and again until it shows the words.</summary>
    public async Task SeeSoonAsync(string path, string words, double seconds = 60)
    {
        await Eventually.Async(
            async () =>
            {
                await Page.GotoAsync(path);
                return await TextAsync();
            },
            text => text.Contains(words, StringComparison.OrdinalIgnoreCase),
            seconds,
            $"'{words}' on {path}");
        await LookAsync();
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    /// <summary>Checks the page as it is now, and keeps a picture of it.</summary>
    public async Task LookAsync()
    {
        try
        {
            await Page.WaitForLoadStateAsync(LoadState.Load, new() { Timeout = 5_000 });
        }
        catch (TimeoutException)
        {
            // The page was loaded before we asked, and the browser tells that only once. What follows looks at the page itself.
        }

        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, ".servers", "pictures", $"{_screen.Width}{(_screen.Script ? "" : "-nojs")}")).FullName;
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{_name}-{++_pictures:D2}.png"), FullPage = true });

        var where = $"{_name} at {new Uri(Page.Url).AbsolutePath} ({_screen})";
        var text = await Page.Locator("body").InnerTextAsync();
        Assert.False(Unkind().IsMatch(text), $"{where} shows '{Unkind().Match(text).Value}'");
        Assert.Matches(@"\S", await Page.TitleAsync());
        if (_screen.Script)
        {
            var sideways = await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(sideways <= 0, $"{where} scrolls sideways by {sideways}px");
            var axe = await Page.RunAxe(new() { ResultTypes = [ResultType.Violations] });
            Assert.True(axe.Violations.Length == 0, $"{where}: " + string.Join("; ", axe.Violations.Select(v => $"{v.Id}: {v.Help} {string.Join(' ', v.Nodes.Take(3).Select(n => n.Html))}")));
        }

        Assert.True(_complaints.Count == 0, $"{where}: the console says {string.Join("; ", _complaints)}");
        _ = _system;
    }

    [GeneratedRegex(@"(?i)\b(denied access|refused access|failed to|final warning|non-?compliant|no[- ]show|did not attend|DNA|enforcement|court|prosecut\w*|evict\w*)\b", RegexOptions.None, 1000)]
    private static partial Regex Unkind();
}
