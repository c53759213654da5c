using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Repairs.Booking;

/// <summary>Switches the language of the pages, for this browser: nothing is stored about anyone.</summary>
internal static class LanguageEndpoint
{
    public const string Cookie = "repairs-language";

    private static readonly string[] Pages = ["choose", "change", "booked", "next", "cancel", "interpreter"];

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/r/{token}/language/{code}", (string token, string code, string? page, HttpContext http) =>
        {
            if (token.Length != 48)
                return Results.NotFound();
            http.Response.Cookies.Append(Cookie, Speech.Of(code).Code, new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = http.Request.IsHttps, Path = "/r", MaxAge = TimeSpan.FromDays(30), IsEssential = true,
            });
            return Results.Redirect($"/r/{Uri.EscapeDataString(token)}{(Pages.Contains(page) ? $"/{page}" : "")}");
        }).ExcludeFromDescription();
}
