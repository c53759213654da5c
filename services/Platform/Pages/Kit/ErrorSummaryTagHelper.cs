using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Repairs.Platform.Pages;

/// <summary>Everything that is wrong, above the page, each line linked to its field. The layout places it; nothing is written when all is well.</summary>
[HtmlTargetElement("govuk-error-summary", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class GovukErrorSummaryTagHelper : TagHelper
{
    /// <summary>Set by the framework.</summary>
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var errors = ViewContext.ModelState
            .Where(entry => entry.Value?.Errors.Count > 0)
            .OrderBy(entry => FieldOrder.Find(ViewContext, entry.Key))
            .Select(entry => (entry.Key, Words: Markup.Words(entry.Value!.Errors[0])))
            .DistinctBy(error => error.Words)
            .ToList();
        if (errors.Count == 0)
        {
            output.SuppressOutput();
            return;
        }

        var list = Markup.Tag("ul", "govuk-list govuk-error-summary__list", content: null);
        foreach (var (key, words) in errors)
        {
            list.InnerHtml.AppendHtml(key.Length == 0
                ? Markup.Tag("li", "", words)
                : Markup.Tag("li", "", Markup.Tag("a", "", words, ("href", $"#{Markup.IdOf(key)}"))));
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "govuk-error-summary");
        output.Attributes.SetAttribute("data-module", "govuk-error-summary");
        var body = new HtmlContentBuilder()
            .AppendHtml(Markup.Tag("h2", "govuk-error-summary__title", "There is a problem"))
            .AppendHtml(Markup.Tag("div", "govuk-error-summary__body", list));
        output.Content.SetHtmlContent(Markup.Tag("div", "", body, ("role", "alert")));
    }
}
