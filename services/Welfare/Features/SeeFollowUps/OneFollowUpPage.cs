using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Welfare.SeeFollowUps;

/// <summary>A page about one follow-up of the caller's landlord; any other is not found.</summary>
internal abstract class OneFollowUpPage : WelfarePage
{
    [FromRoute]
    public Guid Id { get; set; }

    /// <summary>Made with the form: pressing twice records once.</summary>
    [BindProperty]
    public string? Once { get; set; } = Guid.CreateVersion7().ToString();

    public FollowUpRow FollowUp { get; private set; } = new();

    /// <summary>Business time at this request.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>The follow-up's own page.</summary>
    public string Home => $"/follow-ups/{Id}";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        OnPageHandlerExecuting(context);
        var services = context.HttpContext.RequestServices;
        var stop = context.HttpContext.RequestAborted;
        Now = services.GetRequiredService<BusinessClock>().GetUtcNow();
        await using (var connection = await services.GetRequiredService<Database<WelfareService>>().OpenAsync(stop))
        {
            if (await SeeFollowUpsSql.FindAsync(connection, Caller.Landlord, Id, stop) is not { } found)
            {
                context.Result = NotFound();
                return;
            }

            FollowUp = found;
        }

        ViewData["Back"] = Home;
        await next();
    }

    /// <summary>The id of what this form records.</summary>
    protected Guid OnceId => Guid.TryParse(Once, out var once) && once != Guid.Empty ? once : Guid.CreateVersion7();

    /// <summary>Back to the follow-up, with a word about what was saved.</summary>
    protected IActionResult Done(string words)
    {
        TempData["Done"] = words;
        return Redirect(Home);
    }
}
