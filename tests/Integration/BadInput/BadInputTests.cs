using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Repairs.Platform;
using Repairs.Tests.Integration.Faults;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.BadInput;

/// <summary>A system of its own: what is stored by half must stand out.</summary>
public sealed class KnockedSystem : IAsyncLifetime
{
    public RepairsSystem System { get; private set; } = null!;

    public Doors Doors { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        System = await RepairsSystem.StartAsync();
        Doors = await Doors.FindAsync(System);
    }

    public async Task DisposeAsync() => await System.DisposeAsync();
}

/// <summary>Every kind of bad input at every operation that <c>/openapi/v1.json</c> names: a clear answer, no 5xx, nothing stored by half, nothing leaked.</summary>
public sealed class BadInputTests(KnockedSystem knocked) : IClassFixture<KnockedSystem>
{
    private const string Sql = "'); drop table booking.repair; -- \" \\";
    private const string Html = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    private const string Emoji = "🛠️ 👩‍👩‍👧 🏠";
    private const string RightToLeft = "\u202Eمريم כהן\u202C";

    private readonly Doors _doors = knocked.Doors;

    [Fact]
    public void Every_operation_that_writes_has_a_good_request_here()
    {
        var writes = _doors.Operations.Where(o => o.Writes).Select(o => o.Name).ToList();
        Assert.NotEmpty(writes);
        Assert.Empty(writes.Except(_doors.Bodies.Keys));
        Assert.Empty(_doors.Bodies.Keys.Except(writes));
    }

    [Fact]
    public Task Malformed_json_is_not_readable() => RefusedAsync([400], (operation, _) =>
    [
        ("half an object", Json("{\"a\":")),
        ("a list", Json("[]")),
        ("a text", Json("\"text\"")),
        ("no number", Json("{\"a\":NaN}")),
        ("a comma too many", Json("{\"a\":1,}")),
        ("a thousand brackets", Json(new string('[', 1000) + new string(']', 1000))),
        ("half a character", Bytes([(byte)'{', 0xC3, 0x28, (byte)'}'], "application/json")),
    ]);

    [Fact]
    public Task Wrong_types_are_not_readable() => RefusedAsync([400, 404, 409, 422], (_, body) => Leaves(body).SelectMany(leaf => new (string, HttpContent)[]
    {
        ($"an object as {leaf}", Json(With(body, leaf, new JsonObject { ["a"] = 1 }))),
        ($"a list as {leaf}", Json(With(body, leaf, new JsonArray(new JsonArray())))),
        ($"a truth as {leaf}", Json(With(body, leaf, JsonValue.Create(true)))),
        ($"a huge number as {leaf}", Json(With(body, leaf, JsonNode.Parse("1e400")!))),
    }));

    [Fact]
    public Task A_missing_member_is_asked_for() => KnockAsync((_, body) => Leaves(body).Take(1).SelectMany(leaf => new[] { ("null for all", Json("null")), ("nothing at all", Json("")) }).Concat(Leaves(body).SelectMany(leaf => new (string, HttpContent)[]
    {
        ($"no {leaf}", Json(Without(body, leaf))),
        ($"null as {leaf}", Json(With(body, leaf, null))),
        ($"an empty {leaf}", Json(With(body, leaf, JsonValue.Create("")))),
    })));

    [Fact]
    public Task An_absurd_date_or_number_is_answered() => KnockAsync((_, body) => Leaves(body).SelectMany(leaf =>
        new[] { "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-02-30", "9999-12-31", "-1" }
            .Select(v => ($"{v} as {leaf}", Json(With(body, leaf, JsonValue.Create(v)))))
            .Concat(new[] { "-1", "0", "2147483647", "9223372036854775807", "1e300", "0.5" }.Select(v => ($"{v} as {leaf}", Json(With(body, leaf, JsonNode.Parse(v))))))));

    [Fact]
    [Trait("requirement", "19")]
    public async Task Sql_html_emoji_and_right_to_left_are_only_text()
    {
        await KnockAsync((_, body) => Leaves(body).SelectMany(leaf => new[] { Sql, Html, Emoji, RightToLeft, new string('x', 200_000), "=cmd|' /C calc'!A0", "\r\nSet-Cookie: a=b", "%00", "../../etc/passwd" }
            .Select(v => ($"{v[..Math.Min(12, v.Length)]} as {leaf}", Json(With(body, leaf, JsonValue.Create(v)))))));
        Assert.True(await knocked.System.ScalarAsync<long>("select count(*) from booking.repair") > 0);
        Assert.Equal(1L, await knocked.System.ScalarAsync<long>($"select count(*) from booking.repair where description = '{Sql.Replace("'", "''", StringComparison.Ordinal)}'"));
    }

    [Fact]
    public Task A_nul_character_is_not_readable() => RefusedAsync([400], (operation, body) => Leaves(body).Where(leaf => At(body, leaf) is JsonValue v && v.TryGetValue<string>(out _))
        .Select(leaf => ($"NUL in {leaf}", Json(With(body, leaf, JsonValue.Create("a\0b"))))));

    [Fact]
    public Task A_huge_body_is_too_large() => RefusedAsync([413], (_, body) => [("1.2 MB", Json(With(body, Leaves(body)[0], JsonValue.Create(new string('x', 1_200_000)))))]);

    [Fact]
    public Task A_wrong_content_type_is_answered() => RefusedAsync([415, 400], (_, body) =>
    [
        ("text/plain", Bytes(Encoding.UTF8.GetBytes(body.ToJsonString()), "text/plain")),
        ("application/xml", Bytes("<repair/>"u8.ToArray(), "application/xml")),
        ("no content type", Bytes(Encoding.UTF8.GetBytes(body.ToJsonString()), null)),
        ("a form", Bytes("a=b"u8.ToArray(), "application/x-www-form-urlencoded")),
    ]);

    [Fact]
    public async Task Strange_words_in_a_query_are_answered()
    {
        var faults = new List<string>();
        foreach (var operation in _doors.Operations.Where(o => !o.Writes))
        {
            foreach (var name in operation.Query.Append("unknown"))
            {
                foreach (var value in new[] { "0001-01-01", "9999-12-31", "2026-02-30", "-1", "99999999999999999999", "", "%00", Uri.EscapeDataString(Sql), Uri.EscapeDataString(Html), Uri.EscapeDataString(Emoji), "a%0D%0Ab", new string('x', 3000) })
                    faults.AddRange(await AskAsync(operation, $"{_doors.Address(operation)}?{name}={value}", null, Uri.UnescapeDataString(value)));
            }
        }

        None(faults);
    }

    [Fact]
    public async Task An_unknown_id_is_not_found()
    {
        var faults = new List<string>();
        foreach (var operation in _doors.Operations.Where(o => o.Path.Contains('{', StringComparison.Ordinal) && !o.Path.EndsWith("/adjustments", StringComparison.Ordinal)))
        {
            foreach (var id in new[] { Guid.CreateVersion7().ToString(), "x", "0", Uri.EscapeDataString(Sql), Uri.EscapeDataString(Html), Uri.EscapeDataString(Emoji), "..", new string('a', 3000) })
            {
                var address = operation.IsResidents ? _doors.Address(operation).Replace(_doors.Token, id, StringComparison.Ordinal) : _doors.Address(operation, id);
                var good = operation.Writes && _doors.Bodies.GetValueOrDefault(operation.Name) is { } body ? Json(body.ToJsonString()) : null;
                faults.AddRange(await AskAsync(operation, address, good, Uri.UnescapeDataString(id)));
            }
        }

        None(faults);
    }

    [Fact]
    [Trait("requirement", "19")]
    public async Task Nobody_and_the_wrong_role_are_told_so_before_anything_is_looked_up()
    {
        var faults = new List<string>();
        foreach (var operation in _doors.Operations.Where(o => _doors.RoleOf(o) is not null))
        {
            foreach (var (role, expected) in Roles.All.Select(r => ((string?)r, 403)).Prepend((null, 401)))
            {
                using var request = Request(operation, _doors.Address(operation, Guid.CreateVersion7().ToString()), operation.Writes ? Json("{") : null);
                using var answer = await _doors.ClientOf(role).SendAsync(request);
                if ((int)answer.StatusCode is 401 or 403)
                {
                    faults.AddRange((await Answers.FaultsAsync(answer)).Select(f => $"{operation.Name} as {role ?? "nobody"} {f}"));
                    if ((int)answer.StatusCode != expected)
                        faults.Add($"{operation.Name} as {role ?? "nobody"} answered {(int)answer.StatusCode}");
                }
                else if (role is null)
                {
                    faults.Add($"{operation.Name} let nobody in");
                }
            }
        }

        None(faults);
    }

    [Fact]
    [Trait("requirement", "19")]
    public async Task A_link_that_is_changed_foreign_or_replaced_opens_nothing_and_says_no_more_than_an_unknown_one()
    {
        var (repairId, replaced) = await knocked.System.RepairAsync(_doors.Home);
        using var desk = knocked.System.As(Roles.Desk);
        await World.SendAsync(desk, HttpMethod.Post, $"/api/repairs/{repairId}/link", null);
        await knocked.System.SettleAsync(60);
        var changed = _doors.Token[..10] + (_doors.Token[10] == 'A' ? 'B' : 'A') + _doors.Token[11..];
        foreach (var operation in _doors.Operations.Where(o => o.IsResidents))
        {
            var answers = new HashSet<string>(StringComparer.Ordinal);
            foreach (var token in new[] { replaced, changed, _doors.Token + "A", _doors.Token[..^1], new string('A', 48), "x" })
            {
                var good = operation.Writes && _doors.Bodies.GetValueOrDefault(operation.Name) is { } body ? Json(body.ToJsonString()) : null;
                using var request = Request(operation, _doors.Address(operation).Replace(_doors.Token, token, StringComparison.Ordinal), good);
                using var answer = await knocked.System.Anyone.SendAsync(request);
                None(await Answers.FaultsAsync(answer, page: operation.IsPage));
                answers.Add(operation.IsPage ? $"{(int)answer.StatusCode}" : $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
            }

            Assert.StartsWith("404", Assert.Single(answers), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_method_that_is_not_taken_and_an_address_that_is_not_there_are_answered()
    {
        foreach (var (method, path) in new[] { ("DELETE", "/api/repairs"), ("PATCH", "/api/repairs"), ("GET", "/api/nothing"), ("POST", "/hact/nothing"), ("GET", "/internal/booking/repairs/" + _doors.RepairId), ("TRACE", "/api/repairs") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var answer = await _doors.ClientOf(Roles.Desk).SendAsync(request);
            Assert.Empty(await Answers.FaultsAsync(answer));
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }
    }

    /// <summary>Each request must be refused with one of the statuses, and leave no trace.</summary>
    private async Task RefusedAsync(int[] statuses, Func<Operation, JsonNode, IEnumerable<(string Fault, HttpContent Content)>> bad)
    {
        var before = await Digest.AtRestAsync(knocked.System);
        await KnockAsync(bad, statuses);
        None(Digest.Changes(before, await Digest.AtRestAsync(knocked.System)));
    }

    private async Task KnockAsync(Func<Operation, JsonNode, IEnumerable<(string Fault, HttpContent Content)>> bad, int[]? statuses = null)
    {
        var faults = new ConcurrentQueue<string>();
        var rows = _doors.Operations
            .Where(o => o.Writes && _doors.Bodies.GetValueOrDefault(o.Name) is not null)
            .SelectMany(o => bad(o, _doors.Bodies[o.Name]!).Select(b => (Operation: o, b.Fault, b.Content)))
            .ToList();
        Assert.NotEmpty(rows);
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (row, ct) =>
        {
            using var request = Request(row.Operation, _doors.Address(row.Operation), row.Content);
            var sent = await row.Content.ReadAsStringAsync(ct);
            using var answer = await _doors.Client(row.Operation).SendAsync(request, ct);
            foreach (var fault in await Answers.FaultsAsync(answer, sent.Contains(Sql[..8], StringComparison.Ordinal) ? Sql : null))
                faults.Enqueue($"{row.Operation.Name} with {row.Fault} {fault}");
            if (statuses?.Contains((int)answer.StatusCode) == false)
                faults.Enqueue($"{row.Operation.Name} with {row.Fault} answered {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
        });
        None(faults);
    }

    private static void None(IEnumerable<string> faults)
    {
        var all = faults.Order(StringComparer.Ordinal).ToList();
        Assert.True(all.Count == 0, $"{all.Count} answers are not as they should be:\n" + string.Join('\n', all.Take(40)));
    }

    private async Task<IEnumerable<string>> AskAsync(Operation operation, string address, HttpContent? content, string echo)
    {
        using var request = Request(operation, address, content);
        using var answer = await _doors.Client(operation).SendAsync(request);
        var faults = await Answers.FaultsAsync(answer, echo, operation.IsPage);
        return faults.Select(f => $"{operation.Method} {address[..Math.Min(120, address.Length)]} {f}");
    }

    private static HttpRequestMessage Request(Operation operation, string address, HttpContent? content)
    {
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), address) { Content = content };
        request.Headers.ExpectContinue = content?.Headers.ContentLength > 1_000_000;
        return request;
    }

    private static HttpContent Json(string text) => new StringContent(text, Encoding.UTF8, "application/json");

    private static HttpContent Bytes(byte[] bytes, string? type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        return content;
    }

    /// <summary>Paths of all members that hold a value, such as <c>contact.name</c>.</summary>
    private static List<string> Leaves(JsonNode node, string path = "") => node switch
    {
        JsonObject o => [.. o.SelectMany(m => m.Value is null ? [] : Leaves(m.Value, path.Length == 0 ? m.Key : $"{path}.{m.Key}"))],
        JsonArray { Count: > 0 } a => Leaves(a[0]!, path + ".0"),
        _ => [path],
    };

    private static JsonNode? At(JsonNode node, string path) =>
        path.Split('.').Aggregate((JsonNode?)node, (at, name) => at is JsonArray a ? a[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : at![name]);

    private static string With(JsonNode body, string path, JsonNode? value) => Changed(body, path, (holder, name) =>
    {
        if (holder is JsonArray list)
            list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] = value?.DeepClone();
        else
            holder[name] = value?.DeepClone();
    });

    private static string Without(JsonNode body, string path) => Changed(body, path, (holder, name) =>
    {
        if (holder is JsonArray list)
            list.RemoveAt(0);
        else
            holder.AsObject().Remove(name);
    });

    private static string Changed(JsonNode body, string path, Action<JsonNode, string> change)
    {
        var copy = body.DeepClone();
        var cut = path.LastIndexOf('.');
        change(cut < 0 ? copy : At(copy, path[..cut])!, path[(cut + 1)..]);
        return copy.ToJsonString();
    }
}
