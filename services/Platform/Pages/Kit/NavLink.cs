namespace Repairs.Platform.Pages;

/// <summary>A link in the navigation that staff see.</summary>
/// <param name="Text">One to three words.</param>
/// <param name="Href">An absolute path.</param>
public sealed record NavLink(string Text, string Href);

/// <summary>A way into the system, listed on the home page. A service registers one for each group of people it faces.</summary>
/// <param name="Title">Where the link leads, such as "Visits today".</param>
/// <param name="Href">An absolute path.</param>
/// <param name="About">One sentence: what it is for.</param>
/// <param name="For">Who it is for, such as "Operatives": faces are listed by it.</param>
/// <param name="Roles">Who may open it: whoever is signed in sees their own ways in and no others.</param>
public sealed record Face(string Title, string Href, string About, string For, params IReadOnlyList<string> Roles)
{
    /// <summary>Whether it is shown to somebody: to whoever may open it, and to everybody who is not signed in yet.</summary>
    public bool IsFor(System.Security.Claims.ClaimsPrincipal person) => person.Identity?.IsAuthenticated is not true || Roles.Any(person.IsInRole);
}
