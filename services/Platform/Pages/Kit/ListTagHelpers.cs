using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Repairs.Platform.Pages;

/// <summary>Facts as pairs of a name and a value, each a <c>govuk-row</c>.</summary>
[HtmlTargetElement("govuk-summary-list")]
public sealed class GovukSummaryListTagHelper : TagHelper
{
    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "dl";
        output.Attributes.SetAttribute("class", "govuk-summary-list");
    }
}

/// <summary>One pair in a summary list, with a link that changes it where there is one.</summary>
[HtmlTargetElement("govuk-row")]
public sealed class GovukRowTagHelper : TagHelper
{
    /// <summary>The name of the fact.</summary>
    public string Key { get; set; } = "";

    /// <summary>Where it can be changed.</summary>
    public string? Change { get; set; }

    /// <summary>What is changed, read out after "Change"; unset: the key in lower case.</summary>
    public string? ChangeWhat { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", Change is null ? "govuk-summary-list__row govuk-summary-list__row--no-actions" : "govuk-summary-list__row");
        output.Content
            .SetHtmlContent(Markup.Tag("dt", "govuk-summary-list__key", Key))
            .AppendHtml(Markup.Tag("dd", "govuk-summary-list__value", await output.GetChildContentAsync()));
        if (Change is null)
            return;
        var what = Markup.Tag("span", "govuk-visually-hidden", $" {ChangeWhat ?? Key.ToLowerInvariant()}");
        var link = Markup.Tag("a", "govuk-link", new HtmlContentBuilder().Append("Change").AppendHtml(what), ("href", Change));
        output.Content.AppendHtml(Markup.Tag("dd", "govuk-summary-list__actions", link));
    }
}

/// <summary>A table of plain rows and cells. Wider than the screen it scrolls by itself, also by keyboard.</summary>
[HtmlTargetElement("govuk-table")]
public sealed class GovukTableTagHelper : TagHelper
{
    /// <summary>What the table shows.</summary>
    public string Caption { get; set; } = "";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var captionId = $"table-{context.UniqueId}";
        var table = Markup.Tag(
            "table",
            "app-table",
            new HtmlContentBuilder()
                .AppendHtml(Markup.Tag("caption", "govuk-table__caption govuk-table__caption--m", Markup.Tag("span", "app-table__caption", Caption), ("id", captionId)))
                .AppendHtml(await output.GetChildContentAsync()));
        Markup.MoveAttributes(output, table);
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "app-scroll");
        output.Attributes.SetAttribute("role", "region");
        output.Attributes.SetAttribute("aria-labelledby", captionId);
        output.Attributes.SetAttribute("tabindex", "0");
        output.Content.SetHtmlContent(table);
    }
}

/// <summary>A chart above the table that holds the same numbers: drawn by <c>/chart.js</c>, absent without JavaScript.</summary>
[HtmlTargetElement("govuk-chart")]
public sealed class GovukChartTagHelper : TagHelper
{
    /// <summary>What the chart shows.</summary>
    public string Caption { get; set; } = "";

    /// <summary>An ECharts option as JSON.</summary>
    public string Option { get; set; } = "{}";

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "app-chart-and-table");
        var caption = Markup.Tag("figcaption", "govuk-heading-m", Caption);
        output.Content
            .SetHtmlContent(Markup.Tag("figure", "app-chart", caption, ("data-chart", Option), ("hidden", "hidden")))
            .AppendHtml(await output.GetChildContentAsync());
    }
}
