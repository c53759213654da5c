using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.Http;
using Npgsql;
using NpgsqlTypes;

namespace Repairs.Platform.Http;

/// <summary>The claim of one request on its <c>Idempotency-Key</c>: taken as the first statement of the request's first unit of work.</summary>
internal sealed class RequestClaim(string landlord, string caller, string key, byte[] hash)
{
    public string Landlord => landlord;

    public string Caller => caller;

    public string Key => key;

    public byte[] Hash => hash;

    public bool Taken { get; set; }
}

/// <summary>An answer kept with the transaction that earned it.</summary>
internal sealed record StoredAnswer(int Status, string? Body, string? Location)
{
    public IResult ToResult() => new Result(this);

    private sealed class Result(StoredAnswer answer) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => answer.Status;

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = answer.Status;
            if (answer.Location is not null)
                httpContext.Response.Headers.Location = answer.Location;
            if (answer.Body is null)
                return;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            await httpContext.Response.WriteAsync(answer.Body, httpContext.RequestAborted);
        }
    }
}

/// <summary>The same request was answered before, or is being answered by another connection right now.</summary>
internal sealed class IdempotentReplayException(Database database) : Exception
{
    public Database Database => database;
}

internal static class IdempotencySql
{
    private const string Claim = """
        insert into idempotency_key (landlord, caller, key, request_hash)
        values (@Landlord, @Caller, @Key, @Hash)
        on conflict (landlord, caller, key) do nothing
        """;

    private const string AnswerText = """
        update idempotency_key
        set status = $4, body = $5, location = $6
        where landlord = $1 and caller = $2 and key = $3
        """;

    private const string Release = """
        delete from idempotency_key
        where landlord = @Landlord and caller = @Caller and key = @Key and status is null
        """;

    private const string Find = """
        select request_hash, status, body, location
        from idempotency_key
        where landlord = @Landlord and caller = @Caller and key = @Key
        """;

    public static async Task<bool> ClaimAsync(RequestClaim claim, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct) =>
        await connection.ExecuteAsync(new CommandDefinition(Claim, claim, transaction, cancellationToken: ct)) == 1;

    public static Task ReleaseAsync(RequestClaim claim, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(Release, claim, transaction, cancellationToken: ct));

    public static NpgsqlBatchCommand Answer(RequestClaim claim, StoredAnswer answer)
    {
        var command = new NpgsqlBatchCommand(AnswerText);
        command.Parameters.Add(new() { Value = claim.Landlord });
        command.Parameters.Add(new() { Value = claim.Caller });
        command.Parameters.Add(new() { Value = claim.Key });
        command.Parameters.Add(new() { Value = answer.Status });
        command.Parameters.Add(new() { Value = (object?)answer.Body ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)answer.Location ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }

    public static async Task<KeptAnswer?> FindAsync(Database database, RequestClaim claim, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<KeptAnswer>(new CommandDefinition(Find, claim, cancellationToken: ct));
    }
}

internal sealed class KeptAnswer
{
    public byte[] RequestHash { get; init; } = [];

    public int? Status { get; init; }

    public string? Body { get; init; }

    public string? Location { get; init; }
}

/// <summary>Reads <c>Idempotency-Key</c> on API writes and answers replays. The key is kept 24 hours for each caller.</summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var claim = await ClaimOfAsync(context);
        if (claim is null)
        {
            await next(context);
            return;
        }

        if (claim.Key.Length is 0 or > 200)
        {
            await Problems.Of(400, "bad-idempotency-key", "The Idempotency-Key header needs 1 to 200 characters.").ExecuteAsync(context);
            return;
        }

        context.Features.Set(claim);
        try
        {
            await next(context);
        }
        catch (IdempotentReplayException replay) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, replay, claim);
        }
    }

    private static async Task AnswerAsync(HttpContext context, IdempotentReplayException replay, RequestClaim claim)
    {
        var kept = await IdempotencySql.FindAsync(replay.Database, claim, context.RequestAborted);
        var answer = kept switch
        {
            null or { Status: null } => Problems.Of(409, "request-in-progress", "The same request is being handled right now. Send it again in a moment."),
            _ when !kept.RequestHash.AsSpan().SequenceEqual(claim.Hash) =>
                Problems.Of(422, "idempotency-key-reused", "This Idempotency-Key was used for another request. Use a new key for a new request."),
            _ => new StoredAnswer(kept.Status.Value, kept.Body, kept.Location).ToResult(),
        };
        await answer.ExecuteAsync(context);
    }

    private static async Task<RequestClaim?> ClaimOfAsync(HttpContext context)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || request.HasFormContentType
            || !request.Headers.TryGetValue("Idempotency-Key", out var key) || request.ContentLength > RepairsApp.BodyLimit)
            return null;

        // Nobody signed in and no link: there is no one whose key this could be, and an answer must not reach somebody else.
        var caller = Caller.Of(context.User);
        if (caller is null && !request.Path.StartsWithSegments("/api/resident", StringComparison.OrdinalIgnoreCase))
            return null;

        request.EnableBuffering(bufferThreshold: 1 << 20);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = new byte[8192];
        int n;
        while ((n = await request.Body.ReadAsync(buffer, context.RequestAborted)) > 0)
            hash.AppendData(buffer, 0, n);
        request.Body.Position = 0;

        // Someone with a link has no name: their link's path stands for them, hashed so that it is not kept.
        var who = caller?.Subject ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Path.Value ?? "")));
        return new RequestClaim(caller?.Landlord ?? "", who, key.ToString(), hash.GetHashAndReset());
    }
}
