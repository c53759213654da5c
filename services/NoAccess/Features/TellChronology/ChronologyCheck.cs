using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Repairs.NoAccess.KeepDuty;
using Repairs.Platform;

namespace Repairs.NoAccess.TellChronology;

/// <summary><c>infra/repairs chronology-verify FILE</c>: is this file as it left us, and does our record still say the same, with nothing we know of left out?</summary>
internal static class ChronologyCheck
{
    private const int Wrong = 1;
    private const int Usage = 64;

    public static Verb Verb { get; } = new("chronology-verify", "FILE: is this copy whole and unchanged, and does the record still say the same?", RunAsync);

    /// <summary>What is wrong with our own record of a repair, and with a copy that says how it ended; empty where nothing is.</summary>
    /// <param name="count">How many lines a copy has; null: no copy.</param>
    /// <param name="head">The hash of its last line.</param>
    public static async Task<IReadOnlyList<string>> AgainstRecordAsync(NpgsqlConnection connection, string landlord, Guid repairId, int? count, string? head, CancellationToken ct)
    {
        var entries = await ChronologySql.EntriesAsync(connection, landlord, repairId, null, ct);
        List<string> faults = [.. Chain.Faults(landlord, repairId, entries).Select(f => $"In the record: {f}")];
        if (count > entries.Count)
            faults.Add($"The record has {entries.Count} lines, and the copy has {count}.");
        else if (count is > 0 && entries[count.Value - 1].Hash != head)
            faults.Add($"Line {count} of the record is not the one that the copy ends with.");

        var known = await ChronologyCheckSql.ReadAsync(connection, landlord, repairId, ct);
        var told = entries.ToLookup(e => e.Key);
        foreach (var line in ChronologyRule.Of(known.Facts, known.Asked).GetValueOrDefault(repairId) ?? [])
        {
            if (!told[line.Key].Any())
                faults.Add($"Not told: something of {Chain.Instant(line.At)} ({line.Kind}).");
            else if (told[line.Key].Any(e => e.At != line.At || e.Kind != line.Kind || e.Ours != line.Ours))
                faults.Add($"Told otherwise than we know it: something of {Chain.Instant(line.At)} ({line.Kind}).");
        }

        foreach (var (hazardId, step) in known.Done.Where(d => d.Step != Steps.Decide && !told[HazardLines.KeyOf(d.HazardId, d.Step)].Any()))
            faults.Add($"Not told: {step} of hazard {hazardId} was done.");
        foreach (var visit in known.Visits.Where(v => !told[Chronicle.MeaningKey(v, 0)].Any()))
            faults.Add($"Not told: what visit {visit} means.");
        return faults;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> arguments, IServiceProvider services, CancellationToken ct)
    {
        if (arguments is not [var path] || !File.Exists(path))
        {
            await Console.Error.WriteLineAsync("Name one file: chronology-verify FILE");
            return Usage;
        }

        var settings = RepairsApp.ReadSettings(services.GetRequiredService<IConfiguration>());
        var read = ChronologyFile.Read(await File.ReadAllBytesAsync(path, ct), ChronologyFile.KeyOf(settings));
        List<string> faults = [.. read.Faults];
        if (read is { Landlord: { } landlord, RepairId: { } repairId })
        {
            Database.Configure();
            await using var source = Database.SourceFor(settings, new NoAccessService(), null);
            await using var connection = await source.OpenConnectionAsync(ct);
            faults.AddRange(await AgainstRecordAsync(connection, landlord, repairId, read.Count, read.Head, ct));
        }

        foreach (var fault in faults)
            Console.WriteLine(fault);
        if (faults.Count > 0)
            return Wrong;
        Console.WriteLine($"Whole and unchanged: {read.Count} lines, and the record says the same.");
        return 0;
    }
}
