using System.Security.Cryptography;
using System.Text.Json;
using Repairs.Contracts;
using Repairs.Platform;

namespace Repairs.Visits.Features.ReportOutcome;

/// <summary>
/// What an operative reports, as the device sends it. Read strictly: there is no member for a reason, and an unknown member is an error, so that none
/// can be slipped in.
/// </summary>
/// <param name="ReportId">Made on the device: the same report sent twice is one report.</param>
/// <param name="Supersedes">The standing report that this one replaces.</param>
/// <param name="Outcome">DO01 to DO24.</param>
/// <param name="Observed">DO30, DO31.</param>
/// <param name="MetresFromAddress">Distance between the device and the address; coordinates are never sent.</param>
/// <param name="Note">About the work. The resident can read it.</param>
/// <param name="Immediate">With DO31: somebody is in danger now.</param>
internal sealed record OutcomeReport(
    Guid ReportId,
    string Outcome,
    Guid? Supersedes = null,
    IReadOnlyList<string>? Observed = null,
    DateTimeOffset? ArrivedAt = null,
    DateTimeOffset? LeftAt = null,
    double? MetresFromAddress = null,
    IReadOnlyList<TriedAtDoor>? Tried = null,
    Guid? CardPhotoId = null,
    string? Note = null,
    bool? Immediate = null)
{
    /// <summary>The same for the same content, whatever the order of members or the offset instants were written with.</summary>
    public byte[] ContentHash(Guid visitId, string operativeRef) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            visitId,
            operativeRef,
            report = this with
            {
                ArrivedAt = ArrivedAt?.ToUniversalTime(),
                LeftAt = LeftAt?.ToUniversalTime(),
                Tried = [.. (Tried ?? []).Select(t => t with { At = t.At.ToUniversalTime() })],
                Observed = [.. (Observed ?? []).Distinct().Order()],
                Immediate = Immediate == true ? true : null,
            },
        },
        Json.Options));
}

/// <summary>Something the operative did at the door to be noticed.</summary>
/// <param name="What"><c>knock</c>, <c>bell</c>, <c>intercom</c>, <c>call</c>, <c>text</c> or <c>voice</c>.</param>
internal sealed record TriedAtDoor(string What, DateTimeOffset At);

/// <summary>Codes as they travel.</summary>
internal static class OutcomeCodes
{
    public static IReadOnlyDictionary<string, DoorOutcome> All { get; } =
        Enum.GetValues<DoorOutcome>().ToDictionary(o => o.ToString(), StringComparer.Ordinal);

    public static IReadOnlyList<string> WaysToTry { get; } = ["knock", "bell", "intercom", "call", "text", "voice"];

    public static bool IsObservation(DoorOutcome outcome) => outcome is DoorOutcome.DO30 or DoorOutcome.DO31;
}
