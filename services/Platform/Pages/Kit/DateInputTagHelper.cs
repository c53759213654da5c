using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Repairs.Platform.Pages;

/// <summary>A date as three boxes, as people write it. Bind it to a <see cref="DateFields"/>.</summary>
[HtmlTargetElement("govuk-date-input", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class GovukDateInputTagHelper : FieldsetTagHelper
{
    /// <inheritdoc />
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var date = For.Model as DateFields ?? new DateFields();
        var boxes = new HtmlContentBuilder()
            .AppendHtml(Box("Day", date.Day, width: 2, Id))
            .AppendHtml(Box("Month", date.Month, width: 2, $"{Id}-Month"))
            .AppendHtml(Box("Year", date.Year, width: 4, $"{Id}-Year"));
        Write(output, Markup.Tag("div", "govuk-date-input", boxes), ("role", "group"));
    }

    // The first box has the question's own id, so that the error summary leads to it.
    private Microsoft.AspNetCore.Mvc.Rendering.TagBuilder Box(string part, string? value, int width, string id)
    {
        var label = Markup.Tag("label", "govuk-label govuk-date-input__label", part, ("for", id));
        var classes = $"govuk-input govuk-date-input__input govuk-input--width-{width}" + (Error is null ? "" : " govuk-input--error");
        var input = Markup.Tag("input", classes, content: null, ("id", id), ("name", $"{Name}.{part}"), ("type", "text"), ("inputmode", "numeric"), ("value", value));
        input.TagRenderMode = Microsoft.AspNetCore.Mvc.Rendering.TagRenderMode.SelfClosing;
        var group = Markup.Tag("div", "govuk-form-group", new HtmlContentBuilder().AppendHtml(label).AppendHtml(input));
        return Markup.Tag("div", "govuk-date-input__item", group);
    }
}

/// <summary>A date as somebody typed it.</summary>
public sealed class DateFields
{
    /// <summary>Day of the month, as typed.</summary>
    public string? Day { get; set; }

    /// <summary>Month as a number or a name, as typed.</summary>
    public string? Month { get; set; }

    /// <summary>Year, as typed.</summary>
    public string? Year { get; set; }

    /// <summary>The boxes filled with a date.</summary>
    public static DateFields From(DateOnly date) => new()
    {
        Day = date.Day.ToString(CultureInfo.InvariantCulture),
        Month = date.Month.ToString(CultureInfo.InvariantCulture),
        Year = date.Year.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>
    /// The date, or null with an error for <paramref name="field"/> in the page's state: missing, or no real date.
    /// <paramref name="what"/> completes "Enter …", such as "the date the pause ends".
    /// </summary>
    public DateOnly? Read(ModelStateDictionary state, string field, string what)
    {
        if (string.IsNullOrWhiteSpace(Day) && string.IsNullOrWhiteSpace(Month) && string.IsNullOrWhiteSpace(Year))
        {
            state.AddModelError(field, $"Enter {what}");
            return null;
        }

        string[] shapes = ["d M yyyy", "d MMM yyyy", "d MMMM yyyy"];
        var typed = $"{Day?.Trim()} {Month?.Trim()} {Year?.Trim()}";
        if (DateOnly.TryParseExact(typed, shapes, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        state.AddModelError(field, $"Enter {what} as a day, a month and a year, like 27 3 2026");
        return null;
    }
}
