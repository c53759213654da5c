using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Repairs.Platform.Pages;

/// <summary>What the layout shows around a page: whose page it is and where we are.</summary>
internal static class Surroundings
{
    public const string ExitTo = "https://www.bbc.co.uk/weather";

    /// <summary>The landlord this page speaks for: the page's word, the signed-in person's, or the only one there is.</summary>
    public static LandlordSettings? Landlord(PlatformSettings settings, ViewContext view)
    {
        var id = view.ViewData["Landlord"] as string ?? view.HttpContext.User.FindFirstValue("landlord");
        if (id is not null && settings.Landlords.TryGetValue(id, out var landlord))
            return landlord;
        return settings.Landlords.Count == 1 ? settings.Landlords.Values.First() : null;
    }

    /// <summary>The navigation's link we are under: the longest that begins our path.</summary>
    public static NavLink? Current(IEnumerable<NavLink> links, PathString path) => links
        .Where(link => path.StartsWithSegments(link.Href, StringComparison.OrdinalIgnoreCase))
        .MaxBy(link => link.Href.Length);

    /// <summary>A number as <c>tel:</c> wants it.</summary>
    public static string Dial(string phone) => "tel:" + string.Concat(phone.Where(c => char.IsAsciiDigit(c) || c == '+'));
}
