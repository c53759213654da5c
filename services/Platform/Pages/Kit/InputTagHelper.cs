using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Repairs.Platform.Pages;

/// <summary>One line of text.</summary>
[HtmlTargetElement("govuk-input", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class GovukInputTagHelper : LabelledFieldTagHelper
{
    /// <summary>Characters the box is wide: 2, 3, 4, 5, 10, 20 or 30. Unset: full width.</summary>
    public int? Width { get; set; }

    /// <summary>Shown in front of the box, such as £.</summary>
    public string? Prefix { get; set; }

    /// <summary>Shown after the box, such as minutes.</summary>
    public string? Suffix { get; set; }

    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var input = Markup.Tag("input", Classes("govuk-input"), content: null, ("type", "text"), ("value", Value.Length > 0 ? Value : null));
        input.TagRenderMode = Microsoft.AspNetCore.Mvc.Rendering.TagRenderMode.SelfClosing;
        if (Width is { } width)
            input.AddCssClass($"govuk-input--width-{width}");
        Write(output, input);

        if (Prefix is null && Suffix is null)
        {
            output.Content.AppendHtml(input);
            return;
        }

        var wrapper = Markup.Tag("div", "govuk-input__wrapper", content: null);
        if (Prefix is not null)
            wrapper.InnerHtml.AppendHtml(Markup.Tag("div", "govuk-input__prefix", Prefix, ("aria-hidden", "true")));
        wrapper.InnerHtml.AppendHtml(input);
        if (Suffix is not null)
            wrapper.InnerHtml.AppendHtml(Markup.Tag("div", "govuk-input__suffix", Suffix, ("aria-hidden", "true")));
        output.Content.AppendHtml(wrapper);
    }
}

/// <summary>A file, such as a photo. The form needs <c>enctype="multipart/form-data"</c>.</summary>
[HtmlTargetElement("govuk-file-upload", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class GovukFileUploadTagHelper : LabelledFieldTagHelper
{
    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var input = Markup.Tag("input", Classes("govuk-file-upload"), content: null, ("type", "file"));
        input.TagRenderMode = Microsoft.AspNetCore.Mvc.Rendering.TagRenderMode.SelfClosing;
        Write(output, input);
        output.Content.AppendHtml(input);
    }
}
