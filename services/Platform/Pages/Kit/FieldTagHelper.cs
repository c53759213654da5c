using System.Collections;
using System.Globalization;
using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Repairs.Platform.Pages;

/// <summary>What every field has in common: a property, a hint, an error, and the ids that tie them together for a screen reader.</summary>
public abstract class FieldTagHelper : TagHelper
{
    /// <summary>The property of the page model.</summary>
    public ModelExpression For { get; set; } = null!;

    /// <summary>Help that is read out with the field.</summary>
    public string? Hint { get; set; }

    /// <summary>The label (or legend) is the page's <c>h1</c>: for a page that asks one question.</summary>
    public bool Heading { get; set; }

    /// <summary>Set by the framework.</summary>
    [HtmlAttributeNotBound, ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>The form field's name.</summary>
    protected string Name => ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    /// <summary>The control's id, which the error summary links to.</summary>
    protected string Id => Markup.IdOf(Name);

    /// <summary>What is wrong with the answer, if anything.</summary>
    protected string? Error =>
        ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.Errors.Count > 0 ? Markup.Words(entry.Errors[0]) : null;

    /// <summary>What was typed or ticked; on a first visit what the model holds.</summary>
    protected IReadOnlyList<string> Values => ViewContext.ModelState.TryGetValue(Name, out var entry) && entry.RawValue is not null
        ? Texts(entry.RawValue)
        : Texts(For.Model);

    /// <summary>The one answer of a field that has one.</summary>
    protected string Value => Values.Count > 0 ? Values[0] : "";

    /// <summary>The ids that describe the control, for <c>aria-describedby</c>; empty if there are none.</summary>
    protected string DescribedBy(string? more = null) =>
        string.Join(' ', new[] { more, Hint is null ? null : $"{Id}-hint", Error is null ? null : $"{Id}-error" }.OfType<string>());

    /// <summary>Turns the element into the group around the field.</summary>
    protected void StartGroup(TagHelperOutput output)
    {
        FieldOrder.Add(ViewContext, Name);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Error is null ? "govuk-form-group" : "govuk-form-group govuk-form-group--error");
    }

    /// <summary>Adds the hint and the error, in the order they are read out.</summary>
    protected void AppendHintAndError(IHtmlContentBuilder to)
    {
        if (Hint is not null)
            to.AppendHtml(Markup.Tag("div", "govuk-hint", Hint, ("id", $"{Id}-hint")));
        if (Error is { } error)
        {
            var prefix = Markup.Tag("span", "govuk-visually-hidden", "Error:");
            to.AppendHtml(Markup.Tag("p", "govuk-error-message", new HtmlContentBuilder().AppendHtml(prefix).Append(" ").Append(error), ("id", $"{Id}-error")));
        }
    }

    private static string[] Texts(object? value) => value switch
    {
        null => [],
        string text => [text],
        Enum or bool => [value.ToString()!],
        IEnumerable many => [.. many.Cast<object?>().Select(one => Convert.ToString(one, CultureInfo.InvariantCulture) ?? "")],
        _ => [Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""],
    };
}

/// <summary>The fields in the order the page has them. The page runs before its layout, so the error summary can follow that order.</summary>
internal static class FieldOrder
{
    public static void Add(ViewContext view, string name) => Of(view).TryAdd(name, Of(view).Count);

    public static int Find(ViewContext view, string name) => Of(view).GetValueOrDefault(name, int.MaxValue);

    private static Dictionary<string, int> Of(ViewContext view)
    {
        if (view.HttpContext.Items[typeof(FieldOrder)] is Dictionary<string, int> known)
            return known;
        var order = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        view.HttpContext.Items[typeof(FieldOrder)] = order;
        return order;
    }
}

/// <summary>Small builders the kit's components share.</summary>
internal static class Markup
{
    public static string IdOf(string name) => TagBuilder.CreateSanitizedId(name, "-");

    public static string Words(ModelError error) =>
        string.IsNullOrWhiteSpace(error.ErrorMessage) ? "Check this answer" : error.ErrorMessage;

    public static TagBuilder Tag(string name, string @class, string text, params (string Name, string? Value)[] attributes) =>
        Tag(name, @class, new HtmlContentBuilder().Append(text), attributes);

    public static TagBuilder Tag(string name, string @class, IHtmlContent? content, params (string Name, string? Value)[] attributes)
    {
        var tag = new TagBuilder(name);
        if (@class.Length > 0)
            tag.Attributes["class"] = @class;
        foreach (var (key, value) in attributes)
        {
            if (value is not null)
                tag.Attributes[key] = value;
        }

        if (content is not null)
            tag.InnerHtml.AppendHtml(content);
        return tag;
    }

    /// <summary>Moves the attributes the author wrote from the component to its control.</summary>
    public static void MoveAttributes(TagHelperOutput from, TagBuilder to)
    {
        foreach (var attribute in from.Attributes)
        {
            var value = attribute.Value switch
            {
                IHtmlContent html => WebUtility.HtmlDecode(Text(html)),
                var plain => plain?.ToString() ?? "",
            };
            if (string.Equals(attribute.Name, "class", StringComparison.Ordinal))
                to.AddCssClass(value);
            else
                to.Attributes[attribute.Name] = value;
        }

        from.Attributes.Clear();
    }

    private static string Text(IHtmlContent html)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        html.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }
}
