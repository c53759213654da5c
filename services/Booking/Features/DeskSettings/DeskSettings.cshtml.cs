using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>One change of the settings, as the history shows it.</summary>
internal sealed record SettingsChange(int Version, string By, DateTimeOffset At, IReadOnlyList<string> Words);

/// <summary>How this landlord offers visits, to look at and to change. Shows what would change before anything is saved.</summary>
[Authorize(Roles = $"{Roles.Desk},{Roles.Manager}")]
internal sealed class DeskSettingsModel(Database<BookingService> db, LandlordBookingSettings settings, ChangeSettings change) : PageModel
{
    private const int MostShown = 20;

    [BindProperty]
    public SettingsForm Form { get; set; } = new();

    /// <summary>The version the form was made from.</summary>
    [BindProperty]
    public int Version { get; set; }

    /// <summary>What was looked at before saving: the digest of what it would change.</summary>
    [BindProperty]
    public string? Looked { get; set; }

    /// <summary><c>save</c>, once what changes has been shown.</summary>
    [BindProperty]
    public string? Deed { get; set; }

    /// <summary>What saving would change; null before it was asked for.</summary>
    public IReadOnlyList<string>? Changes { get; private set; }

    public IReadOnlyList<SettingsChange> History { get; private set; } = [];

    public static IEnumerable<SelectListItem> Kinds { get; } = Enum.GetValues<WindowKind>().Select(k => new SelectListItem(SettingsRule.Kind(k), k.ToString()));

    public static IEnumerable<SelectListItem> Calendars { get; } = SettingsRule.Calendars.Select(c => new SelectListItem(c.Value, c.Key));

    private Caller Caller => Caller.Of(HttpContext);

    public static IEnumerable<SelectListItem> DaysFor(WindowFields row) =>
        SettingsRule.DaySets.Select(s => new SelectListItem(s.Label, s.Word))
            .Concat(SettingsRule.DaySets.Any(s => s.Word == (row.Days ?? "")) ? [] : [new SelectListItem(SettingsRule.DayLabel(row.Days!), row.Days)]);

    public async Task OnGetAsync(CancellationToken stop)
    {
        var now = await change.SeeAsync(Caller.Landlord, stop);
        Form = SettingsForm.Of(now.Settings.On(settings.Defaults));
        Version = now.Version;
        await ShowAsync(stop);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        var wanted = Form.Read(ModelState, settings.Defaults);
        if (wanted is null)
            return await AgainAsync(stop);

        var now = await change.SeeAsync(Caller.Landlord, stop);
        Changes = SettingsRule.Changes(now.Settings.On(settings.Defaults), wanted.On(settings.Defaults));
        var looked = DigestOf(wanted);
        if (Deed != "save" || Looked != looked)
        {
            Looked = looked;
            ModelState.Remove(nameof(Looked));
            return await AgainAsync(stop);
        }

        await using (var unit = await db.BeginAsync(stop))
        {
            var answer = await change.RunAsync(unit, Caller.Landlord, Version, wanted, Caller.Roles.Contains(Roles.Desk) ? Roles.Desk : Roles.Manager, stop);
            if (answer.Refusal is { } refusal)
            {
                ModelState.AddModelError("", refusal.Sentence);
                Version = now.Version;
                ModelState.Remove(nameof(Version));
                return await AgainAsync(stop);
            }

            await unit.CommitAsync(stop);
        }

        settings.Forget(Caller.Landlord);
        TempData["Done"] = "Saved. It holds from now on, for every new choice of times. Visits already promised stay as they are.";
        return Redirect("/desk/settings");
    }

    public static string Who(string role) => role == Roles.Manager ? "a manager" : role == Roles.Desk ? "the repairs desk" : role;

    private static string DigestOf(LandlordOverrides wanted) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(wanted.ToJson())).AsSpan(0, 8));

    private async Task<IActionResult> AgainAsync(CancellationToken stop)
    {
        await ShowAsync(stop);
        return Page();
    }

    private async Task ShowAsync(CancellationToken stop)
    {
        Form.Grow();
        if (Caller.Roles.Contains(Roles.Desk))
            ViewData["Nav"] = DeskPage.Menu;
        await using var connection = await db.OpenAsync(stop);
        var rows = await LandlordSettingSql.HistoryAsync(connection, Caller.Landlord, MostShown + 1, stop);
        History =
        [
            .. rows.Take(MostShown).Select((row, i) => new SettingsChange(row.Version, Who(row.ChangedBy), row.ChangedAt,
                SettingsRule.Changes((i + 1 < rows.Count ? rows[i + 1].Overrides : new LandlordOverrides()).On(settings.Defaults), row.Overrides.On(settings.Defaults)))),
        ];
    }
}
