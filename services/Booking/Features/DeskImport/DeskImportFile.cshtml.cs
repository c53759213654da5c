using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>One file: what is in it, how far it is, what became of it. While it runs the page comes again by itself, without scripts.</summary>
internal sealed class DeskImportFileModel(Database<BookingService> db) : DeskPage
{
    private const int MostNotes = 50;
    private const int SecondsToNextLook = 3;

    [FromRoute]
    public Guid Id { get; set; }

    /// <summary><c>confirm</c> or <c>discard</c>.</summary>
    [BindProperty]
    public string? Deed { get; set; }

    public ImportFileRow Brought { get; private set; } = new();

    public ImportPreview Preview { get; private set; } = null!;

    public IReadOnlyList<ImportNoteRow> Notes { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        if (await ImportFileSql.FindAsync(connection, Caller.Landlord, Id, stop) is not { } file)
            return NotFound();
        (Brought, Preview) = (file, file.Read());
        if (file.State == "confirmed")
            Response.Headers["Refresh"] = SecondsToNextLook.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (file.State == "done")
            Notes = await ImportFileSql.NotesAsync(connection, Caller.Landlord, Id, MostNotes, stop);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        await using var unit = await db.BeginAsync(stop);
        if (Deed == "discard")
            await ImportFileSql.DiscardAsync(unit, Caller.Landlord, Id, stop);
        else
            await ImportFileSql.ConfirmAsync(unit, Caller.Landlord, Id, stop);
        await unit.CommitAsync(stop);
        return Redirect(Deed == "discard" ? "/desk/import" : $"/desk/import/{Id}");
    }
}
