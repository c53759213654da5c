using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Repairs.Platform.Pages;

/// <summary>A field with one control and a label: label, hint, error, control.</summary>
public abstract class LabelledFieldTagHelper : FieldTagHelper
{
    /// <summary>The label: the question, or what to type.</summary>
    public string Label { get; set; } = "";

    /// <summary>The group's parts up to the control; attributes the author wrote move on to the control.</summary>
    protected void Write(TagHelperOutput output, TagBuilder control, string? alsoDescribedBy = null)
    {
        control.Attributes["id"] = Id;
        control.Attributes["name"] = Name;
        if (DescribedBy(alsoDescribedBy) is { Length: > 0 } ids)
            control.Attributes["aria-describedby"] = ids;
        Markup.MoveAttributes(output, control);
        StartGroup(output);

        var label = Markup.Tag("label", Heading ? "govuk-label govuk-label--l" : "govuk-label", Label, ("for", Id));
        output.Content.AppendHtml(Heading ? Markup.Tag("h1", "govuk-label-wrapper", label) : label);
        AppendHintAndError(output.Content);
    }

    /// <summary>The classes of a control, with the mark of an error where there is one.</summary>
    protected string Classes(string block) => Error is null ? block : $"{block} {block}--error";
}
