using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Repairs.Platform.Pages;

/// <summary>News about the page: blue for what to know, green (<c>success</c>, announced) for what has just been done.</summary>
[HtmlTargetElement("govuk-notification-banner")]
public sealed class GovukNotificationBannerTagHelper : TagHelper
{
    /// <summary>The strip's words; "Important", or "Done" for success.</summary>
    public string? Title { get; set; }

    /// <summary>Something has just been done.</summary>
    public bool Success { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var titleId = $"banner-{context.UniqueId}";
        output.TagName = "div";
        output.Attributes.SetAttribute("class", Success ? "govuk-notification-banner govuk-notification-banner--success" : "govuk-notification-banner");
        output.Attributes.SetAttribute("role", Success ? "alert" : "region");
        output.Attributes.SetAttribute("aria-labelledby", titleId);
        output.Attributes.SetAttribute("data-module", "govuk-notification-banner");
        var title = Markup.Tag("h2", "govuk-notification-banner__title", Title ?? (Success ? "Done" : "Important"), ("id", titleId));
        var content = Markup.Tag("div", "govuk-notification-banner__heading", await output.GetChildContentAsync());
        output.Content
            .SetHtmlContent(Markup.Tag("div", "govuk-notification-banner__header", title))
            .AppendHtml(Markup.Tag("div", "govuk-notification-banner__content", content));
    }
}

/// <summary>The end of a journey: what is now settled. The title is the page's <c>h1</c>.</summary>
[HtmlTargetElement("govuk-panel")]
public sealed class GovukPanelTagHelper : TagHelper
{
    /// <summary>What is settled, such as "We will come on Tuesday".</summary>
    public string Title { get; set; } = "";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "govuk-panel govuk-panel--confirmation");
        output.Content
            .SetHtmlContent(Markup.Tag("h1", "govuk-panel__title", Title))
            .AppendHtml(Markup.Tag("div", "govuk-panel__body", await output.GetChildContentAsync()));
    }
}

/// <summary>Something that matters for a person's safety or would cost them something.</summary>
[HtmlTargetElement("govuk-warning")]
public sealed class GovukWarningTagHelper : TagHelper
{
    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "govuk-warning-text");
        var words = new HtmlContentBuilder()
            .AppendHtml(Markup.Tag("span", "govuk-visually-hidden", "Warning"))
            .AppendHtml(await output.GetChildContentAsync());
        output.Content
            .SetHtmlContent(Markup.Tag("span", "govuk-warning-text__icon", "!", ("aria-hidden", "true")))
            .AppendHtml(Markup.Tag("strong", "govuk-warning-text__text", words));
    }
}

/// <summary>A passage set apart from its surroundings.</summary>
[HtmlTargetElement("govuk-inset")]
public sealed class GovukInsetTagHelper : TagHelper
{
    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "govuk-inset-text");
    }
}

/// <summary>More to read for those who want it, behind one line.</summary>
[HtmlTargetElement("govuk-details")]
public sealed class GovukDetailsTagHelper : TagHelper
{
    /// <summary>The line that opens it.</summary>
    public string Summary { get; set; } = "";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "details";
        output.Attributes.SetAttribute("class", "govuk-details");
        output.Content
            .SetHtmlContent(Markup.Tag("summary", "govuk-details__summary", Markup.Tag("span", "govuk-details__summary-text", Summary)))
            .AppendHtml(Markup.Tag("div", "govuk-details__text", await output.GetChildContentAsync()));
    }
}

/// <summary>A state in a word or two.</summary>
[HtmlTargetElement("govuk-tag")]
public sealed class GovukTagTagHelper : TagHelper
{
    /// <summary>grey, green, teal, blue, purple, magenta, red, orange or yellow. The words carry the meaning, the colour helps.</summary>
    public string? Colour { get; set; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "strong";
        output.Attributes.SetAttribute("class", Colour is null ? "govuk-tag" : $"govuk-tag govuk-tag--{Colour}");
    }
}
