using System.IdentityModel.Tokens.Jwt;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;
using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Platform;

/// <summary>A system with an identity provider (a stub that serves a discovery document and a key) and without the demonstration.</summary>
public sealed class BearerTests : IAsyncLifetime
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly string _issuer = $"http://127.0.0.1:{RepairsSystem.FreePort()}";
    private WebApplication _provider = null!;
    private RepairsSystem _system = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        _provider = builder.Build();
        _provider.Urls.Add(_issuer);
        _provider.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = _issuer, jwks_uri = _issuer + "/keys" }));
        _provider.MapGet("/keys", () =>
        {
            var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(_key.ExportParameters(false)) { KeyId = "k1" });
            return Results.Json(new { keys = new[] { new { kty = key.Kty, kid = key.Kid, n = key.N, e = key.E, use = "sig", alg = "RS256" } } });
        });
        await _provider.StartAsync();
        _system = await RepairsSystem.StartAsync(new SystemOptions
        {
            Environment = new Dictionary<string, string>
            {
                ["Repairs__Demo"] = "false",
                ["Repairs__Identity__Authority"] = _issuer,
                ["Repairs__Identity__Audience"] = "repairs",
            },
        });
    }

    public async Task DisposeAsync()
    {
        await _system.DisposeAsync();
        await _provider.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task A_systems_token_opens_what_its_role_may_see_and_nothing_else()
    {
        Assert.Equal(HttpStatusCode.OK, await GetAsync(Token(roles: "repairs-desk"), "/api/properties"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(Token(roles: "repairs-desk"), "/api/follow-ups"));
        Assert.Equal(HttpStatusCode.Forbidden, await GetAsync(Token(roles: "analyst"), "/api/properties"));

        // Tokens that are not ours, not now, or not signed as agreed.
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(null, "/api/properties"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync("garbage", "/api/properties"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(Token(audience: "other"), "/api/properties"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(Token(issuer: "http://127.0.0.1:1"), "/api/properties"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(Token(expires: TimeSpan.FromMinutes(-30)), "/api/properties"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(Token(notBefore: TimeSpan.FromMinutes(30)), "/api/properties"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(Unsigned(), "/api/properties"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(SignedWithThePublicKeyAsASecret(), "/api/properties"));
        using var stranger = RSA.Create(2048);
        Assert.Equal(HttpStatusCode.Unauthorized, await GetAsync(Token(key: stranger), "/api/properties"));
    }

    [Fact]
    public async Task Demonstration_people_and_clock_do_not_exist_here()
    {
        using var desk = _system.As("repairs-desk");
        using var answer = await desk.GetAsync(new Uri("/api/properties", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(null, "/api/demo/clock"));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(null, "/sign-in"));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(null, "/internal/clock/"));
    }

    private async Task<HttpStatusCode> GetAsync(string? token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await _system.Anyone.SendAsync(request);
        return answer.StatusCode;
    }

    private string Token(string roles = "repairs-desk", string audience = "repairs", string? issuer = null, TimeSpan? expires = null, TimeSpan? notBefore = null, RSA? key = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var ends = now + (expires ?? TimeSpan.FromHours(1));
        var starts = now + (notBefore ?? TimeSpan.FromHours(-2));
        var token = new JwtSecurityToken(
            issuer ?? _issuer, audience, Claims(roles), starts, ends,
            new SigningCredentials(new RsaSecurityKey(key ?? _key) { KeyId = "k1" }, SecurityAlgorithms.RsaSha256));
        return new JwtSecurityTokenHandler().WriteToken(token);
    }

    private string Unsigned() => new JwtSecurityTokenHandler().WriteToken(new JwtSecurityToken(_issuer, "repairs", Claims("repairs-desk"), expires: TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1)));

    private string SignedWithThePublicKeyAsASecret() => new JwtSecurityTokenHandler().WriteToken(new JwtSecurityToken(
        _issuer, "repairs", Claims("repairs-desk"), expires: TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(1),
        signingCredentials: new SigningCredentials(new SymmetricSecurityKey(_key.ExportSubjectPublicKeyInfo()), SecurityAlgorithms.HmacSha256)));

    private static Claim[] Claims(string roles) => [new("sub", "housing-system"), new("landlord", "demo"), new("roles", roles)];
}
