using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Repairs.Platform.Pages;

/// <summary>What a person reads when a page cannot be shown. Says nothing about what was behind it. Answers every verb: a form's post can end here too.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
internal sealed class ErrorModel : PageModel
{
    public sealed record Message(string Title, string Next);

    private static readonly Message Unknown = new(
        "We cannot find that page",
        "If you typed the address, check that it is right. If you used a link in a message, it may be an old one: look for our newest message to you.");

    private static readonly Message OurFault = new(
        "Sorry, something went wrong on our side",
        "What you had already saved is safe. Go back and try again in a few minutes.");

    private static readonly Dictionary<int, Message> Messages = new()
    {
        [400] = new("Sorry, we could not read that", "Go back, check what you typed and send it again. If the page was open for a long time, open it afresh first."),
        [401] = new("Please sign in", "Sign in first, then open the page again."),
        [403] = new("You cannot see this page", "It belongs to someone else's work. If you need it for yours, ask your manager."),
        [404] = Unknown,
        [405] = Unknown,
        [409] = new("Something has changed in the meantime", "Go back and open the page again to see how things stand now."),
        [413] = new("That is too big for us to take", "Go back and send a smaller file, or one photo at a time."),
        [415] = new("We cannot open that kind of file", "Go back and send a photo (JPEG, PNG or WebP)."),
        [429] = new("Please wait a moment", "You have been very quick. Wait a minute, then try again."),
        [503] = new("We will be back soon", "This page is having a rest. Try again in a few minutes."),
    };

    public Message Words { get; private set; } = OurFault;

    public override void OnPageHandlerSelected(Microsoft.AspNetCore.Mvc.Filters.PageHandlerSelectedContext context)
    {
        var status = int.TryParse(RouteData.Values["status"]?.ToString(), out var given) && given is >= 400 and <= 599 ? given : 404;
        Words = Messages.GetValueOrDefault(status) ?? (status >= 500 ? OurFault : Unknown);
        Response.StatusCode = status;
    }
}
