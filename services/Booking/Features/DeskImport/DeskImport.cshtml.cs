using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Brings in a file from another system: nothing is written before somebody has seen what is in it.</summary>
[RequestSizeLimit(KeepImport.Largest + 30_000_000)]
internal sealed class DeskImportModel(Database<BookingService> db, KeepImport keep) : DeskPage
{
    private const int MostShown = 10;

    [BindProperty]
    public string? Kind { get; set; }

    [BindProperty]
    public IFormFile? Upload { get; set; }

    public IReadOnlyList<ImportFileRow> Newest { get; private set; } = [];

    public Task OnGetAsync(CancellationToken stop) => ShowAsync(stop);

    public async Task<IActionResult> OnPostAsync(CancellationToken stop)
    {
        if (Kind is null || !Imports.Kinds.Contains(Kind))
            ModelState.AddModelError(nameof(Kind), "Choose what is in the file");
        if (Upload is null)
            ModelState.AddModelError(nameof(Upload), "Choose a file");
        else if (Upload.Length > KeepImport.Largest)
            ModelState.AddModelError(nameof(Upload), "The file is larger than 100 MB. Make two files of it, each with the first line");
        if (ModelState.IsValid)
        {
            await using var file = Upload!.OpenReadStream();
            var answer = await keep.RunAsync(Caller.Landlord, Kind!, file, stop);
            if (answer.Value is { } kept)
                return Redirect($"/desk/import/{kept.ImportId}");
            ModelState.AddModelError(nameof(Upload), answer.Refusal!.Faults!.ByField.First().Value[0].TrimEnd('.'));
        }

        await ShowAsync(stop);
        return Page();
    }

    private async Task ShowAsync(CancellationToken stop)
    {
        await using var connection = await db.OpenAsync(stop);
        Newest = [.. await ImportFileSql.NewestAsync(connection, Caller.Landlord, MostShown, stop)];
    }
}
