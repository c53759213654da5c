using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Repairs.Platform;

/// <summary>Who may do what: bearer tokens for systems, a cookie for pages, and demonstration people in Development where that is switched on.</summary>
public static class Identity
{
    internal const string Cookie = "Cookie";
    internal const string Bearer = JwtBearerDefaults.AuthenticationScheme;
    internal const string DemoHeaders = "Demo";
    private const string Chooser = "Chooser";
    private const string HasLandlord = "landlord";

    /// <summary>For APIs: a token (or a demonstration header) with one of the roles. A cookie does not count, so no other site can act for a signed-in person.</summary>
    public static TBuilder ForSystems<TBuilder>(this TBuilder endpoints, params string[] roles)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = $"{Bearer},{DemoHeaders}", Roles = string.Join(',', roles), Policy = HasLandlord });

    /// <summary>For pages and downloads behind sign-in: any way of signing in, with one of the roles.</summary>
    public static TBuilder ForPeople<TBuilder>(this TBuilder endpoints, params string[] roles)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireAuthorization(new AuthorizeAttribute { Roles = string.Join(',', roles), Policy = HasLandlord });

    internal static void Add(IServiceCollection services, PlatformSettings settings, IHostEnvironment environment)
    {
        var demo = settings.Demo && environment.IsDevelopment();
        if (settings.Demo && !environment.IsDevelopment())
            throw new SettingsException(["Repairs:Demo is on outside Development: demonstration people have no passwords, so switch it off"]);
        if (!demo && settings.Identity.Authority is null)
            throw new SettingsException(["Repairs:Identity:Authority is missing: without an identity provider nobody can be told apart, so the system does not start"]);

        var secure = !environment.IsDevelopment();
        if (secure && new Uri(settings.PublicUrl).Scheme != Uri.UriSchemeHttps)
            throw new SettingsException(["Repairs:PublicUrl is not https: outside Development links and cookies travel encrypted only"]);
        var keys = services.AddDataProtection().SetApplicationName("Repairs");
        if (settings.DataProtectionKeys is { Length: > 0 } folder)
            keys.PersistKeysToFileSystem(Directory.CreateDirectory(folder));

        services.AddSingleton<SignedLink>();
        services.AddAuthentication(Chooser)
            .AddPolicyScheme(Chooser, null, o => o.ForwardDefaultSelector = context =>
                context.Request.Headers.ContainsKey("Authorization") ? Bearer
                : demo && context.Request.Headers.ContainsKey("X-Demo-Role") ? DemoHeaders
                : Cookie)
            .AddCookie(Cookie, o =>
            {
                o.Cookie.Name = secure ? "__Host-repairs" : "repairs";
                o.Cookie.HttpOnly = true;
                o.Cookie.SameSite = SameSiteMode.Lax;
                o.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
                o.LoginPath = "/sign-in";
                o.ExpireTimeSpan = TimeSpan.FromHours(10);
                o.SlidingExpiration = true;
                o.Events.OnRedirectToLogin = c => SendToSignIn(c, demo);
                o.Events.OnRedirectToAccessDenied = c => Answer(c, 403);
            })
            .AddJwtBearer(Bearer, o =>
            {
                o.Authority = settings.Identity.Authority;
                o.Audience = settings.Identity.Audience;
                o.RequireHttpsMetadata = secure;
                o.MapInboundClaims = false;
                o.TokenValidationParameters = new TokenValidationParameters
                {
                    ValidAudience = settings.Identity.Audience,
                    ValidateIssuer = true,
                    RequireSignedTokens = true,
                    RequireExpirationTime = true,
                    ValidAlgorithms = ["RS256", "PS256", "ES256", "RS384", "RS512", "ES384"],
                    RoleClaimType = ClaimTypes.Role,
                };
                o.Events = new JwtBearerEvents { OnTokenValidated = RolesOfToken };
                if (settings.Identity.Authority is null)
                    o.Configuration = new Microsoft.IdentityModel.Protocols.OpenIdConnect.OpenIdConnectConfiguration();
            })
            .AddScheme<AuthenticationSchemeOptions, DemoHandler>(DemoHeaders, o => o.ClaimsIssuer = demo ? "demo" : null);
        services.AddAuthorization(o =>
        {
            // A token that names no landlord opens nothing, whatever its roles.
            o.AddPolicy(HasLandlord, p => p.RequireAuthenticatedUser().RequireClaim("landlord"));
        });
        services.AddHttpContextAccessor();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = secure ? "__Host-form" : "form";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = secure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            o.SuppressXFrameOptionsHeader = true;
        });
    }

    private static Task RolesOfToken(TokenValidatedContext context)
    {
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        identity.AddClaims(identity.FindAll("roles").Concat(identity.FindAll("role")).Select(c => new Claim(ClaimTypes.Role, c.Value)).ToList());
        return Task.CompletedTask;
    }

    private static Task SendToSignIn(RedirectContext<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions> context, bool demo)
    {
        if (!demo || Http.ErrorMiddleware.IsForSystems(context.Request))
            return Answer(context, 401);
        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }

    private static Task Answer(RedirectContext<Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationOptions> context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Reads <c>X-Demo-Role</c>, <c>X-Demo-Operative</c> and <c>X-Demo-Patches</c> (with <c>;</c> between them); knows nobody where the demonstration is off.</summary>
    private sealed class DemoHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var role = Request.Headers["X-Demo-Role"].ToString();
            if (Options.ClaimsIssuer != "demo" || !Roles.All.Contains(role))
                return Task.FromResult(AuthenticateResult.NoResult());
            var person = DemoPeople.Sign(role, Request.Headers["X-Demo-Operative"].ToString(), Scheme.Name);
            ((ClaimsIdentity)person.Identity!).AddClaims(Request.Headers["X-Demo-Patches"].SelectMany(p => p!.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(p => new Claim("patches", p)));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(person, Scheme.Name)));
        }
    }
}

/// <summary>The people of the demonstration: one for each role, and operatives by reference.</summary>
public static class DemoPeople
{
    /// <summary>The demonstration's landlord.</summary>
    public const string Landlord = "demo";

    /// <summary>A signed-in demonstration person.</summary>
    public static ClaimsPrincipal Sign(string role, string? operativeRef, string scheme)
    {
        var identity = new ClaimsIdentity(
        [
            new Claim("sub", role == Roles.Operative ? $"demo-{role}-{operativeRef}" : $"demo-{role}"),
            new Claim("landlord", Landlord),
            new Claim(ClaimTypes.Role, role),
        ], scheme);
        if (role == Roles.Operative && !string.IsNullOrWhiteSpace(operativeRef))
            identity.AddClaim(new Claim("operative", operativeRef.Trim()));
        return new ClaimsPrincipal(identity);
    }
}
