using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Repairs.Platform.Pages;

/// <summary>A button that sends the form, or with <c>href</c> a link that looks like one.</summary>
[HtmlTargetElement("govuk-button")]
public sealed class GovukButtonTagHelper : TagHelper
{
    private const string Arrow =
        """<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" viewBox="0 0 33 40" aria-hidden="true" focusable="false"><path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z" /></svg>""";

    /// <summary><c>secondary</c>, <c>warning</c> or <c>start</c>; unset: the page's main deed.</summary>
    public string? Variant { get; set; }

    /// <summary>Where the link leads; the button then sends nothing.</summary>
    public string? Href { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = Href is null ? "button" : "a";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"govuk-button {(Variant is null ? "" : $"govuk-button--{Variant}")} {output.Attributes["class"]?.Value}".Trim());
        output.Attributes.SetAttribute("data-module", "govuk-button");
        if (Href is null)
        {
            if (!output.Attributes.ContainsName("type"))
                output.Attributes.SetAttribute("type", "submit");
            output.Attributes.SetAttribute("data-prevent-double-click", "true");
        }
        else
        {
            output.Attributes.SetAttribute("href", Href);
            output.Attributes.SetAttribute("role", "button");
            output.Attributes.SetAttribute("draggable", "false");
        }

        output.Content.SetHtmlContent(await output.GetChildContentAsync());
        if (Variant == "start")
            output.Content.AppendHtml(new HtmlString(Arrow));
    }
}
