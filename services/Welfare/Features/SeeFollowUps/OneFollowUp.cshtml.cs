using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;
using Repairs.Welfare.PauseAvailability;

namespace Repairs.Welfare.SeeFollowUps;

/// <summary>How a household may be reached, as Needs keeps it. Asked for each time, never kept here.</summary>
internal sealed record SafeContact(string? Name, IReadOnlyList<SafeChannel>? Channels, string? Language, bool NoCalls);

/// <summary>One way to reach them; a letter goes to the home and has no address here.</summary>
internal sealed record SafeChannel(string Channel, string? Address, bool Safe)
{
    /// <summary>"Phone or text", "Email", "Letter".</summary>
    public string Words => Channel switch { "text" => "Phone or text", "email" => "Email", "letter" => "Letter", _ => Channel };
}

/// <summary>What we were told, what was tried, and what can be done next.</summary>
internal sealed class OneFollowUpModel(Database<WelfareService> db, ServiceCalls calls) : OneFollowUpPage
{
    public IReadOnlyList<AttemptRow> Attempts { get; private set; } = [];

    public IReadOnlyList<ReasonRow> Reasons { get; private set; } = [];

    public IReadOnlyList<PauseRow> Pauses { get; private set; } = [];

    public IReadOnlyList<string> HelpedBefore { get; private set; } = [];

    public SafeContact? Contact { get; private set; }

    public bool ContactIsDown { get; private set; }

    /// <summary>Someone told us that somebody else makes it unsafe: nobody but they is spoken with.</summary>
    public bool OnlyThem => Reasons.Any(r => r.Code == "R12");

    /// <summary>How they said it is safe to reach them.</summary>
    public ShareReason.ToldReason? SafeReach { get; private set; }

    public static string WordsOf(string reason) => Words.Reasons.FirstOrDefault(r => r.Code == reason).Words ?? reason;

    public static string WordsOf(PauseRow pause) => Words.Pauses.FirstOrDefault(p => p.Code == pause.Kind).Words ?? pause.Kind;

    public static string WayWords(string how) => Words.Ways.FirstOrDefault(w => w.Code == how).Words ?? how;

    public async Task OnGetAsync(CancellationToken stop)
    {
        await using (var connection = await db.OpenAsync(stop))
        {
            await SeeFollowUpsSql.AuditAsync(connection, Caller, "follow-up", FollowUp, Now, stop);
            SafeReach = await ShareReason.ShareReasonSql.ReachAsync(connection, FollowUp, stop);
            (Attempts, Reasons, Pauses, HelpedBefore) = await SeeFollowUpsSql.AroundAsync(connection, FollowUp, stop);
        }

        try
        {
            Contact = await calls.GetAsync<SafeContact>("Needs", $"/internal/needs/{FollowUp.Landlord}/{Uri.EscapeDataString(FollowUp.HouseholdRef)}/contact", stop);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            ContactIsDown = true;
        }
    }

    public async Task<IActionResult> OnPostResumeAsync(Guid pauseId, CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        await PauseAvailability.PauseAvailability.FinishAsync(unit, Caller.Landlord, FollowUp.HouseholdRef, pauseId, Now, Now, stop);
        await unit.CommitAsync(stop);
        return Done("The pause has ended.");
    }
}
