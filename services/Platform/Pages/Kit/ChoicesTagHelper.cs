using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Repairs.Platform.Pages;

/// <summary>A question with a legend: radios, checkboxes, a date.</summary>
public abstract class FieldsetTagHelper : FieldTagHelper
{
    /// <summary>The question.</summary>
    public string Legend { get; set; } = "";

    /// <summary>Writes the group with its fieldset around <paramref name="controls"/>.</summary>
    protected void Write(TagHelperOutput output, IHtmlContent controls, params (string Name, string? Value)[] attributes)
    {
        var fieldset = Markup.Tag("fieldset", "govuk-fieldset", content: null, attributes);
        if (DescribedBy() is { Length: > 0 } ids)
            fieldset.Attributes["aria-describedby"] = ids;
        Markup.MoveAttributes(output, fieldset);
        StartGroup(output);

        fieldset.InnerHtml.AppendHtml(Heading
            ? Markup.Tag("legend", "govuk-fieldset__legend govuk-fieldset__legend--l", Markup.Tag("h1", "govuk-fieldset__heading", Legend))
            : Markup.Tag("legend", "govuk-fieldset__legend", Legend));
        AppendHintAndError(fieldset.InnerHtml);
        fieldset.InnerHtml.AppendHtml(controls);
        output.Content.AppendHtml(fieldset);
    }
}

/// <summary>Choices: one of them (radios) or any of them (checkboxes), each a <c>govuk-option</c>.</summary>
[HtmlTargetElement("govuk-radios")]
[HtmlTargetElement("govuk-checkboxes")]
public sealed class GovukChoicesTagHelper : FieldsetTagHelper
{
    /// <summary>Side by side where there is room: for two short choices.</summary>
    public bool Inline { get; set; }

    /// <summary>Smaller marks: for staff pages with many choices.</summary>
    public bool Small { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var kind = context.TagName["govuk-".Length..];
        context.Items[typeof(Choices)] = new Choices(kind, kind == "radios" ? "radio" : "checkbox", Id, Name, Values);
        var options = await output.GetChildContentAsync();
        var classes = $"govuk-{kind}" + (Inline ? $" govuk-{kind}--inline" : "") + (Small ? $" govuk-{kind}--small" : "");
        Write(output, Markup.Tag("div", classes, options, ("data-module", $"govuk-{kind}")));
    }
}

/// <summary>One choice inside radios or checkboxes.</summary>
[HtmlTargetElement("govuk-option")]
public sealed class GovukOptionTagHelper : TagHelper
{
    /// <summary>What is sent when it is chosen.</summary>
    public string Value { get; set; } = "";

    /// <summary>A second line, read out with the choice.</summary>
    public string? Hint { get; set; }

    /// <inheritdoc />
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var choices = (Choices)context.Items[typeof(Choices)];
        var id = choices.NextId();
        var input = Markup.Tag(
            "input",
            $"govuk-{choices.Kind}__input",
            content: null,
            ("id", id),
            ("name", choices.Name),
            ("type", choices.Type),
            ("value", Value),
            ("checked", choices.Chosen.Contains(Value, StringComparer.OrdinalIgnoreCase) ? "checked" : null),
            ("aria-describedby", Hint is null ? null : $"{id}-item-hint"));
        input.TagRenderMode = Microsoft.AspNetCore.Mvc.Rendering.TagRenderMode.SelfClosing;
        Markup.MoveAttributes(output, input);

        output.TagName = "div";
        output.Attributes.SetAttribute("class", $"govuk-{choices.Kind}__item");
        var label = Markup.Tag("label", $"govuk-label govuk-{choices.Kind}__label", await output.GetChildContentAsync(), ("for", id));
        output.Content.SetHtmlContent(input).AppendHtml(label);
        if (Hint is not null)
            output.Content.AppendHtml(Markup.Tag("div", $"govuk-hint govuk-{choices.Kind}__hint", Hint, ("id", $"{id}-item-hint")));
    }
}

/// <summary>The word between two groups of choices: or.</summary>
[HtmlTargetElement("govuk-divider")]
public sealed class GovukDividerTagHelper : TagHelper
{
    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", $"govuk-{((Choices)context.Items[typeof(Choices)]).Kind}__divider");
    }
}

internal sealed record Choices(string Kind, string Type, string Id, string Name, IReadOnlyList<string> Chosen)
{
    private int _count;

    /// <summary>The first control has the question's own id, so that the error summary leads to it.</summary>
    public string NextId() => ++_count == 1 ? Id : string.Create(CultureInfo.InvariantCulture, $"{Id}-{_count}");
}
