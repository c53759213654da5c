using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Repairs.Platform.Pages;

/// <summary>Several lines of text, with a count of characters where there is a limit.</summary>
[HtmlTargetElement("govuk-textarea", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class GovukTextareaTagHelper : LabelledFieldTagHelper
{
    /// <summary>Lines the box is high.</summary>
    public int Rows { get; set; } = 5;

    /// <summary>Most characters; says how many are left. The page checks it again.</summary>
    public int? MaxLength { get; set; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        // A newline right after the start tag is dropped by browsers, so a text that begins with one keeps it.
        var text = new HtmlContentBuilder().AppendHtml("\n").Append(Value);
        var rows = Rows.ToString(CultureInfo.InvariantCulture);
        var area = Markup.Tag("textarea", Classes("govuk-textarea"), text, ("rows", rows));
        if (MaxLength is null)
        {
            Write(output, area);
            output.Content.AppendHtml(area);
            return;
        }

        area.AddCssClass("govuk-js-character-count");
        Write(output, area, alsoDescribedBy: $"{Id}-info");
        output.Attributes.SetAttribute("class", $"{output.Attributes["class"].Value} govuk-character-count");
        output.Attributes.SetAttribute("data-module", "govuk-character-count");
        output.Attributes.SetAttribute("data-maxlength", MaxLength.Value);
        output.Content.AppendHtml(area);
        output.Content.AppendHtml(Markup.Tag("div", "govuk-hint govuk-character-count__message", $"You can write up to {MaxLength} characters", ("id", $"{Id}-info")));
    }
}
