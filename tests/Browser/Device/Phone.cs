using System.Diagnostics;
using Microsoft.Playwright;
using Repairs.Tests.Support;

namespace Repairs.Tests.Browser.Device;

/// <summary>A phone in a van: a browser with a memory of its own, which can be killed and started again, on a line that can be cut.</summary>
public sealed class Phone : IAsyncDisposable
{
    private readonly RepairsSystem _system;
    private readonly Screen _screen;
    private readonly string _name;
    private readonly string _memory;
    private IPlaywright _playwright = null!;
    private IBrowserContext _context = null!;
    private int _starts;

    private Phone(RepairsSystem system, Screen screen, string name) =>
        (_system, _screen, _name, _memory, Line) = (system, screen, name, Directory.CreateTempSubdirectory("phone-").FullName, new Line(system.Url));

    public Line Line { get; }

    public Walker Walker { get; private set; } = null!;

    public IPage Page => Walker.Page;

    public static async Task<Phone> StartAsync(RepairsSystem system, Screen screen, string name)
    {
        var phone = new Phone(system, screen, name) { _playwright = await Playwright.CreateAsync() };
        await phone.StartAgainAsync();
        return phone;
    }

    /// <summary>The battery dies: the browser gets no chance to put anything away. Then it is started again.</summary>
    public async Task KillAsync()
    {
        var killed = new List<int>();
        foreach (var process in Process.GetProcessesByName("chromium"))
        {
            if (Of(process.Id, "cmdline").Contains(_memory, StringComparison.Ordinal))
            {
                process.Kill();
                killed.Add(process.Id);
            }
        }

        Assert.True(killed.Count > 0, "no browser was killed");
        try
        {
            await _context.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // It is dead.
        }

        // As long as one of them lives it holds the memory: a browser started meanwhile would only knock at its door and end.
        await Eventually.TrueAsync(() => Task.FromResult(!killed.Exists(IsAlive)), 60, "the browser to be gone");
        await StartAgainAsync();
    }

    /// <summary>Another window of the same browser.</summary>
    public Task<IPage> AnotherWindowAsync() => _context.NewPageAsync();

    /// <summary>How many things of a kind the phone keeps.</summary>
    public Task<int> KeptAsync(string store) => Page.EvaluateAsync<int>(
        """
        (store) => new Promise((resolve, reject) => {
          const open = indexedDB.open('visits');
          open.onerror = () => reject(open.error);
          open.onsuccess = () => {
            const count = open.result.transaction(store).objectStore(store).count();
            count.onsuccess = () => { open.result.close(); resolve(count.result); };
          };
        })
        """,
        store);

    /// <summary>Everything that the service worker keeps, as one text.</summary>
    public Task<string> CachedAsync() => Page.EvaluateAsync<string>(
        """
        async () => {
          let all = '';
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) all += `\n${request.url}\n${await (await cache.match(request, { ignoreVary: true })).text()}`;
          }
          return all;
        }
        """);

    /// <summary>Waits until what the phone says about sending has the words.</summary>
    public Task SaysAsync(string words) => Eventually.Async(
        async () => await Page.Locator("[data-device]").IsVisibleAsync() ? await Page.Locator("[data-device]").InnerTextAsync() : "",
        text => text.Contains(words, StringComparison.Ordinal),
        25,
        $"'{words}' on the phone");

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _playwright.Dispose();
        await Line.DisposeAsync();
        Directory.Delete(_memory, recursive: true);
    }

    /// <summary>One whose parent has not looked yet (Z) is dead all the same.</summary>
    private static bool IsAlive(int id) => Of(id, "stat").Split(')')[^1].TrimStart() is [not ('Z' or 'X'), ..];

    /// <summary>What the kernel says of a process; nothing once it is gone.</summary>
    private static string Of(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private async Task StartAgainAsync()
    {
        _context = await _playwright.Chromium.LaunchPersistentContextAsync(_memory, new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-quic"],
            BaseURL = Line.Url,
            ViewportSize = new() { Width = _screen.Width, Height = _screen.Width < 600 ? 640 : 900 },
            Locale = "en-GB",
        });
        _context.SetDefaultTimeout(20_000);
        var page = _context.Pages.Count > 0 ? _context.Pages[0] : await _context.NewPageAsync();
        Walker = Walker.Of(_system, _screen, _context, page, $"{_name}-{++_starts}");
    }
}
