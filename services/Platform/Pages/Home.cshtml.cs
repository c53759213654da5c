using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Hosting;

namespace Repairs.Platform.Pages;

[AllowAnonymous]
internal sealed class HomeModel(PlatformSettings settings, IHostEnvironment environment) : PageModel
{
    public bool OffersSignIn => settings.Demo && environment.IsDevelopment() && User.Identity?.IsAuthenticated is not true;
}
