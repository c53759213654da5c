using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Repairs.Platform.Pages;

/// <summary>One of a long list. For fewer than about eight choices radios are easier.</summary>
[HtmlTargetElement("govuk-select", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class GovukSelectTagHelper : LabelledFieldTagHelper
{
    /// <summary>The choices; the first may be empty ("Choose a trade").</summary>
    public IEnumerable<SelectListItem> Items { get; set; } = [];

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var select = Markup.Tag("select", Classes("govuk-select"), content: null);
        var chosen = Values;
        foreach (var item in Items)
        {
            var value = item.Value ?? item.Text;
            var selected = chosen.Count > 0 ? chosen.Contains(value, StringComparer.Ordinal) : item.Selected;
            select.InnerHtml.AppendHtml(Markup.Tag("option", "", item.Text, ("value", value), ("selected", selected ? "selected" : null)));
        }

        Write(output, select);
        output.Content.AppendHtml(select);
    }
}
