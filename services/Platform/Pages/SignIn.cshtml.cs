using System.Security.Claims;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Hosting;

namespace Repairs.Platform.Pages;

/// <summary>Signs in as a made-up person: in Development with the demonstration switched on, and nowhere else.</summary>
[AllowAnonymous]
internal sealed partial class SignInModel(PlatformSettings settings, IHostEnvironment environment) : PageModel
{
    public sealed record Person(string Role, string Name, string Does);

    public static IReadOnlyList<Person> People { get; } =
    [
        new(Roles.Desk, "Dee at the repairs desk", "Raises repairs and answers the phone"),
        new(Roles.Operative, "Omar the operative", "Sees today's visits and says what happened at the door"),
        new(Roles.Welfare, "Wren the welfare officer", "Looks after people we have missed more than once"),
        new(Roles.Analyst, "Ana the analyst", "Reads the measures"),
        new(Roles.Messages, "Mo the message editor", "Reads and changes the words we send"),
        new(Roles.Needs, "Nia who looks after adjustments", "Sees what people told us they need"),
        new(Roles.Manager, "Max the manager", "Reads what the others read"),
    ];

    [BindProperty]
    public string? Role { get; set; }

    [BindProperty]
    public string? OperativeRef { get; set; } = "OP001";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (!settings.Demo || !environment.IsDevelopment())
            context.Result = NotFound();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var person = People.FirstOrDefault(one => string.Equals(one.Role, Role, StringComparison.Ordinal));
        if (person is null)
            ModelState.AddModelError(nameof(Role), "Choose who you want to be");
        if (person?.Role == Roles.Operative && !Reference().IsMatch(OperativeRef ?? ""))
            ModelState.AddModelError(nameof(OperativeRef), "Enter the operative's reference, like OP001");
        if (person is null || !ModelState.IsValid)
            return Page();

        var principal = DemoPeople.Sign(person.Role, OperativeRef, Identity.Cookie);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(ClaimTypes.Name, person.Name));
        await HttpContext.SignInAsync(Identity.Cookie, principal);
        return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/");
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,20}$", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Reference();
}
