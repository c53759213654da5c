using System.Text.Json;
using System.Text.Json.Nodes;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.BadInput;

/// <summary>One operation of the outward API, as the running system describes it.</summary>
/// <param name="Path">As in the description, for example <c>/api/repairs/{repairId}/hold</c>.</param>
/// <param name="Query">Names of the query's parameters.</param>
public sealed record Operation(string Method, string Path, IReadOnlyList<string> Query)
{
    public string Name => $"{Method} {Path}";

    public bool Writes => Method is "POST" or "PUT" or "PATCH" or "DELETE";

    /// <summary>For people's browsers, so that what goes wrong is told by a page.</summary>
    public bool IsPage => Path.StartsWith("/r/", StringComparison.Ordinal);

    public bool IsResidents => Path.Contains("{token}", StringComparison.Ordinal);
}

/// <summary>A home, a repair and a link to knock with, and a good request for each operation that takes one.</summary>
public sealed class Doors
{
    private static readonly string[] NotOurs = ["/health/", "/openapi", "/api/demo/"];

    private readonly RepairsSystem _system;
    private readonly string _operativeRef;
    private readonly Dictionary<string, string> _values;
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _roles = new(StringComparer.Ordinal);

    private Doors(RepairsSystem system, IReadOnlyList<Operation> operations, Home home, Guid repairId, string token, Guid visitId, string operativeRef, Guid followUpId, Guid hazardId)
    {
        _operativeRef = operativeRef;
        _system = system;
        Operations = operations;
        Home = home;
        RepairId = repairId;
        Token = token;
        _values = new(StringComparer.Ordinal)
        {
            ["token"] = token,
            ["repairId"] = repairId.ToString(),
            ["visitId"] = visitId.ToString(),
            ["id"] = followUpId.ToString(),
            ["hazardId"] = hazardId.ToString(),
            ["householdRef"] = home.HouseholdRef,
            ["ref"] = home.HouseholdRef,
        };
    }

    public IReadOnlyList<Operation> Operations { get; }

    public Home Home { get; }

    public Guid RepairId { get; }

    public string Token { get; }

    /// <summary>
    /// A good body for each operation that writes; null where it takes none. An operation that is missing here fails a test, so that a new one is
    /// knocked on too.
    /// </summary>
    public IReadOnlyDictionary<string, JsonNode?> Bodies => new Dictionary<string, JsonNode?>(StringComparer.Ordinal)
    {
        ["POST /api/repairs"] = Body(new
        {
            householdRef = Home.HouseholdRef,
            propertyRef = Home.PropertyRef,
            trade = "plumbing",
            description = "The tap drips",
            priority = "routine",
            minutes = 60,
            people = 1,
            contact = new { name = "Sam", phone = "07700 900123", email = "sam@example.org" },
        }),
        ["POST /hact/raise-repair"] = Body(new { description = "The tap drips", sitePropertyUnit = new[] { new { reference = new { id = Home.PropertyRef } } } }),
        ["POST /hact/schedule-repair"] = Body(new
        {
            descriptionOfWork = "The tap drips",
            reference = new[] { new { ID = RepairId } },
            priority = new { priorityCode = "4", requiredCompletionDateTime = "2030-01-08T09:43:14Z" },
            workClass = new { workClassCode = "0" },
            instructedBy = new { },
            assignedToPrimary = new { },
            site = new { property = new[] { new { unit = new[] { new { reference = new[] { new { ID = Home.PropertyRef } } } } } } },
            appointment = new { date = "2030-01-08", timeOfDay = new { earliestArrivalTime = "08:00", latestCompletionTime = "12:00" } },
        }),
        ["POST /hact/request-available-appointments"] = Body(new
        {
            workOrderReference = new { ID = RepairId },
            onOrBeforeDate = "2099-12-31",
            maxNumberOfAppointments = 3,
            appointmentPreference = new[] { new { specificDate = "2030-01-08", daysOfWeek = new[] { "10" }, degreeOfPreference = 1, timeOfDay = new[] { new { name = "AM" } } } },
        }),
        ["POST /hact/request-appointment"] = Body(new { workOrderReference = new { ID = RepairId }, appointmentReference = new { ID = "x" } }),
        ["POST /hact/job-status-update"] = Body(new { relatedWorkOrderReference = new { ID = RepairId }, TypeCode = "70", EventTime = "2026-11-20T09:30:00Z", reference = new { ID = "1" } }),
        ["PUT /api/repairs/{repairId}/wishes"] = Body(new { exclusions = new[] { new { days = new[] { "Thursday" } } }, preferences = new[] { new { from = "12:00", to = "17:00", degree = 1 } } }),
        ["PUT /api/resident/{token}/wishes"] = Body(new { exclusions = new[] { new { days = new[] { "Thursday" } } }, preferences = new[] { new { from = "12:00", to = "17:00", degree = 1 } } }),
        ["PUT /api/repairs/{repairId}/trade"] = Body(new { trade = "plumbing", minutes = 60, people = 1 }),
        ["POST /api/repairs/{repairId}/hold"] = Body(new { choiceId = "none" }),
        ["POST /api/repairs/{repairId}/appointment"] = Body(new { choiceId = "none" }),
        ["PUT /api/repairs/{repairId}/appointment"] = Body(new { choiceId = "none" }),
        ["POST /api/repairs/{repairId}/appointment/cancel"] = Body(new { by = "resident", note = "They asked" }),
        ["POST /api/repairs/{repairId}/decline"] = null,
        ["POST /api/repairs/{repairId}/finish"] = Body(new { by = "resident" }),
        ["POST /api/repairs/{repairId}/withdraw"] = Body(new { by = "resident", reason = "resident-asked", note = "Mended by a friend" }),
        ["POST /api/repairs/{repairId}/reopen"] = null,
        ["POST /api/repairs/{repairId}/link"] = null,
        ["POST /api/resident/{token}/hold"] = Body(new { choiceId = "none" }),
        ["POST /api/resident/{token}/appointment"] = Body(new { choiceId = "none" }),
        ["PUT /api/resident/{token}/appointment"] = Body(new { choiceId = "none" }),
        ["POST /api/resident/{token}/appointment/cancel"] = null,
        ["POST /api/resident/{token}/decline"] = null,
        ["POST /api/resident/{token}/withdraw"] = null,
        ["POST /api/resident/{token}/reopen"] = null,
        ["POST /api/resident/{token}/visits/{visitId}/dispute"] = Body(new { words = "I was at home all day" }),
        ["POST /api/resident/{token}/visits/{visitId}/dispute/withdraw"] = null,
        ["POST /api/resident/{token}/visits/{visitId}/reason/code"] = null,
        ["POST /api/resident/{token}/visits/{visitId}/reason"] = Body(new { oneTimeCode = "000000", code = "R05", words = "The bell is broken" }),
        ["POST /api/resident/{token}/visits/{visitId}/reason/take-back"] = Body(new { oneTimeCode = "000000" }),
        ["POST /api/resident/{token}/complaint"] = Body(new { words = "Nobody told me that you would be late" }),
        ["POST /api/resident/{token}/complaint/again"] = null,
        ["POST /api/complaints/{complaintId}/acknowledge"] = Body(new { words = "You waited all day and nobody told you" }),
        ["POST /api/complaints/{complaintId}/answer"] = Body(new { words = "We are sorry. We will text when we are late." }),
        ["POST /api/resident/{token}/visits/{visitId}/feedback"] = Body(new { safe = 5, heard = 4, inControl = 3, words = "Thank you" }),
        ["POST /api/replies"] = Body(new { replyId = Guid.CreateVersion7(), from = "07700 900123", text = "2", at = "2026-11-20T10:00:00Z" }),
        ["POST /api/disputes/{visitId}/decision"] = Body(new { upheld = true, reasons = "The card shows another door" }),
        ["POST /api/chronology/{repairId}"] = Body(new { name = "Kim Lee", purpose = "To see what we missed", offered = "Six times", capacity = "Yes", equality = "Weighed", alternatives = "A visit first", harm = "None" }),
        ["POST /api/hazards"] = Body(new { repairId = RepairId, toldBy = "resident", awareAt = "2026-11-20T09:30:00Z" }),
        ["POST /api/hazards/{hazardId}/decision"] = Body(new { kind = "damp-and-mould", severity = "significant" }),
        ["POST /api/hazards/{hazardId}/steps"] = Body(new { step = "investigate", at = "2026-11-20T10:30:00Z", found = "significant", worksNeeded = true }),
        ["POST /api/hazards/{hazardId}/owner"] = Body(new { step = "investigate", owner = "Kim" }),
        ["POST /api/hazards/{hazardId}/asked-in-person"] = Body(new { at = "2026-11-20T10:30:00Z" }),
        ["POST /api/hazards/{hazardId}/summary"] = Body(new { found = "There is mould on one wall.", action = "We clean it and mend the fan.", beginBy = "2026-12-01", endBy = "2026-12-10", sentHow = "post" }),
        ["POST /api/owed/{visitId}/decision"] = Body(new { approved = true, reasons = "Nobody came" }),
        ["POST /api/properties/import"] = null,
        ["POST /api/operatives/import"] = null,
        ["POST /api/shifts/import"] = null,
        ["POST /api/repairs/import"] = null,
        ["PUT /api/booking/settings"] = Body(new { version = 0, overrides = new { } }),
        ["POST /api/visits/{visitId}/brief-read"] = null,
        ["POST /api/visits/{visitId}/on-my-way"] = null,
        ["POST /api/visits/{visitId}/outcome"] = Body(new
        {
            reportId = Guid.CreateVersion7(),
            outcome = "DO10",
            observed = new[] { "DO30" },
            arrivedAt = "2026-11-26T09:00:00Z",
            leftAt = "2026-11-26T09:15:00Z",
            metresFromAddress = 20,
            tried = new[] { new { what = "knock", at = "2026-11-26T09:01:00Z" } },
            cardPhotoId = Guid.CreateVersion7(),
            note = "Parts are in the van",
        }),
        ["PUT /api/visits/{visitId}/photos/{photoId}"] = null,
        ["POST /api/households/{householdRef}/adjustments"] = Body(new { code = "A01", words = "Knock loudly", consent = new { how = "phone", at = "2026-11-20T10:00:00Z" }, seenBy = new[] { "contractor" }, reviewBy = "2027-11-20" }),
        ["POST /api/households/{householdRef}/adjustments/{adjustmentId}/withdraw"] = null,
        ["POST /api/follow-ups/{id}/attempts"] = Body(new { how = "phone", reached = true, learned = "She is well", reason = "R98", visitId = Guid.CreateVersion7() }),
        ["POST /api/follow-ups/{id}/assign"] = Body(new { owner = "welfare-1", risk = "Standard" }),
        ["POST /api/follow-ups/{id}/help"] = Body(new { words = "Text first" }),
        ["POST /api/follow-ups/{id}/close"] = Body(new { outcome = "rebooked", reason = "No thanks, just rebook", supervisor = "Sam" }),
        ["POST /api/households/{householdRef}/pauses"] = Body(new { from = "2026-11-20T09:30:00Z", to = "2026-12-20T09:30:00Z", kind = "asked" }),
        ["POST /api/households/{householdRef}/pauses/{pauseId}/end"] = null,
        ["POST /api/concerns"] = Body(new { worry = "The curtains have been closed for a week", where = "12 Hill Road" }),
        ["POST /api/concerns/more"] = Body(new { code = "none", words = "There is a light now" }),
        ["POST /api/messages/lint"] = Body(new { channel = "text", text = "We will come on Monday.", kind = "InviteToChoose" }),
        ["POST /api/contacts"] = Body(new { householdRef = Home.HouseholdRef, propertyRef = Home.PropertyRef, at = "2026-11-20T10:00:00Z", channel = "phone", words = "When do you come?", code = "C01", repairId = RepairId }),
        ["POST /api/analytics/events"] = null,
        ["POST /api/analytics/publications"] = Body(new { title = "Spring", from = "2024-03-01", to = "2024-05-31", grain = "month", measures = new[] { "M01" } }),
        ["POST /api/analytics/rebuilds"] = Body(new { source = "repairs" }),
        ["POST /api/welfare/officers"] = Body(new { name = "Kim", cap = 10, cover = "Sam", awayFrom = "2026-12-20", awayUntil = "2026-12-27" }),
    };

    public static async Task<Doors> FindAsync(RepairsSystem system)
    {
        var description = JsonDocument.Parse(await system.Anyone.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative))).RootElement;
        var operations = description.GetProperty("paths").EnumerateObject()
            .Where(p => !NotOurs.Any(n => p.Name.StartsWith(n, StringComparison.Ordinal)))
            .SelectMany(p => p.Value.EnumerateObject()
                .Where(m => m.Name is "get" or "post" or "put" or "patch" or "delete")
                .Select(m => new Operation(m.Name.ToUpperInvariant(), p.Name.Replace(":guid", "", StringComparison.Ordinal).TrimEnd('/'), Queries(m.Value))))
            .ToList();
        var home = await system.HomeAsync(operatives: 2);
        var (repairId, token) = await system.RepairAsync(home);
        var visit = await system.BookFirstAsync(token);
        await system.PublishAsync("Visits", new VisitOutcomeReported(
            DemoPeople.Landlord, Guid.CreateVersion7(), null, visit.VisitId, repairId, home.HouseholdRef, home.Patch, "plumbing", Priority.Routine, home.Contractor, home.Operatives[0], DoorOutcome.DO10,
            visit.From.AddMinutes(5), visit.From.AddMinutes(20), new DoorEvidence(true, true, true, true, true), [], visit.From, visit.To, Actor.Contractor, await system.NowAsync()));
        await system.PublishAsync("Visits", new HazardObserved(DemoPeople.Landlord, visit.VisitId, repairId, home.HouseholdRef, home.Patch, await system.NowAsync()));
        await system.PublishAsync("NoAccess", new WelfareFollowUpRequested(DemoPeople.Landlord, Guid.CreateVersion7(), home.HouseholdRef, repairId, [], ["silence"], Risk.Standard, await system.NowAsync()));
        await system.SettleAsync(60);
        var operative = await system.ScalarAsync<string>($"select operative_ref from visits.visit where visit_id = '{visit.VisitId}'");
        var followUp = Guid.Parse((await system.ScalarAsync<string>($"select follow_up_id::text from welfare.follow_up where household_ref = '{home.HouseholdRef}'"))!);
        var doors = new Doors(system, operations, home, repairId, token, visit.VisitId, operative!, followUp, StableId.Of("hazard", visit.VisitId.ToString()));
        foreach (var operation in operations)
            doors._roles[operation.Name] = await doors.RoleOfAsync(operation);
        return doors;
    }

    /// <summary>The address with real values where we have them, others made up; <paramref name="ids"/> replaces every id.</summary>
    public string Address(Operation operation, string? ids = null)
    {
        var path = operation.Path;
        foreach (var name in Names(path))
            path = path.Replace($"{{{name}}}", ids is not null && name != "token" ? ids : _values.GetValueOrDefault(name, Guid.CreateVersion7().ToString()), StringComparison.Ordinal);
        return path;
    }

    /// <summary>A client whom this operation lets in.</summary>
    public HttpClient Client(Operation operation) => ClientOf(_roles[operation.Name]);

    /// <summary>The role that may; null where nobody need say who they are.</summary>
    public string? RoleOf(Operation operation) => _roles[operation.Name];

    public HttpClient ClientOf(string? role)
    {
        if (!_clients.TryGetValue(role ?? "", out var client))
            _clients[role ?? ""] = client = role is null ? _system.Client() : _system.As(role, role == Roles.Operative ? _operativeRef : null);
        return client;
    }

    private async Task<string?> RoleOfAsync(Operation operation)
    {
        foreach (var role in Roles.All.Prepend(null))
        {
            // Something unreadable, so that nothing is done: who may is decided before anything is read.
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), Address(operation, Guid.CreateVersion7().ToString()));
            if (operation.Writes)
                request.Content = new StringContent("{", System.Text.Encoding.UTF8, "application/json");
            using var answer = await ClientOf(role).SendAsync(request);
            if ((int)answer.StatusCode is not (401 or 403))
                return role;
        }

        throw new InvalidOperationException($"No role may {operation.Name}");
    }

    private static List<string> Queries(JsonElement operation) =>
        operation.TryGetProperty("parameters", out var parameters)
            ? [.. parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!)]
            : [];

    private static IEnumerable<string> Names(string path) => path.Split('{').Skip(1).Select(part => part.Split('}')[0]);

    private static JsonNode Body(object body) => JsonSerializer.SerializeToNode(body, Json.Options)!;
}
