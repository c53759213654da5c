using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Welfare.OpenByCode;

/// <summary>A page for the resident alone: behind their link and, unless it is the way in, a code. Nothing of it stays in the browser.</summary>
internal abstract class SafePage : PageModel
{
    private const string Cookie = "tell-us";

    [FromRoute]
    public string Token { get; set; } = "";

    public LinkOpens Link { get; private set; } = null!;

    public LandlordSettings Landlord { get; private set; } = new();

    /// <summary>Business time at this request.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>A code was shown less than a quarter of an hour ago.</summary>
    public bool IsOpen { get; private set; }

    public string Start => $"/r/{Token}/tell-us";

    public string Home => $"{Start}/open";

    public string Dial => "tel:" + string.Concat(Landlord.Phone.Where(c => char.IsAsciiDigit(c) || c == '+'));

    /// <summary>False for the pages that lead in.</summary>
    protected virtual bool NeedsCode => true;

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        var stop = context.HttpContext.RequestAborted;
        Now = services.GetRequiredService<BusinessClock>().GetUtcNow();
        if (await services.GetRequiredService<OpenByCode>().LinkAsync(Token, stop) is not { } link)
        {
            context.Result = NotFound();
            return;
        }

        Link = link;
        Landlord = services.GetRequiredService<PlatformSettings>().Landlords.GetValueOrDefault(link.Landlord) ?? Landlord;
        ViewData["Exit"] = true;
        ViewData["Landlord"] = link.Landlord;
        Response.Headers.CacheControl = "no-store";
        if (Request.Cookies[Cookie] is { Length: > 0 and < 100 } pass)
        {
            await using var connection = await services.GetRequiredService<Database<WelfareService>>().OpenAsync(stop);
            IsOpen = await OpenByCodeSql.IsOpenAsync(connection, link, OpenByCode.Hash(pass), Now, stop);
        }

        if (NeedsCode && !IsOpen)
        {
            TempData["Done"] = "To keep this private it closes after a while. You can ask for a new code.";
            context.Result = Redirect(Start);
            return;
        }

        OnPageHandlerExecuting(context);
        if (context.Result is null)
            await next();
    }

    protected void Keep(string pass) => Response.Cookies.Append(Cookie, pass, Options());

    /// <summary>Forgets the code here and in the browser.</summary>
    protected async Task ShutAsync(UnitOfWork unit, CancellationToken stop)
    {
        if (Request.Cookies[Cookie] is { Length: > 0 and < 100 } pass)
            await OpenByCodeSql.ShutAsync(unit, Link, OpenByCode.Hash(pass), stop);
        Response.Cookies.Delete(Cookie, Options());
    }

    private CookieOptions Options() => new() { HttpOnly = true, Secure = Request.IsHttps, SameSite = SameSiteMode.Lax, Path = Start, IsEssential = true };
}
