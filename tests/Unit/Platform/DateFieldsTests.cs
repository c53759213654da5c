using Microsoft.AspNetCore.Mvc.ModelBinding;
using Repairs.Platform.Pages;

namespace Repairs.Tests.Unit.Platform;

public class DateFieldsTests
{
    [Theory]
    [InlineData("27", "3", "2026")]
    [InlineData(" 27 ", "03", "2026")]
    [InlineData("27", "Mar", "2026")]
    [InlineData("27", "march", "2026")]
    public void A_date_is_read_as_people_write_it(string day, string month, string year)
    {
        var state = new ModelStateDictionary();

        var date = new DateFields { Day = day, Month = month, Year = year }.Read(state, "Until", "the date the pause ends");

        Assert.Equal(new DateOnly(2026, 3, 27), date);
        Assert.True(state.IsValid);
    }

    [Theory]
    [InlineData("31", "2", "2026")]
    [InlineData("27", "", "2026")]
    [InlineData("27", "3", "26")]
    [InlineData("<b>", "3", "2026")]
    [InlineData("٢٧", "3", "2026")]
    public void What_is_no_date_gets_an_example(string day, string month, string year)
    {
        var state = new ModelStateDictionary();

        var date = new DateFields { Day = day, Month = month, Year = year }.Read(state, "Until", "the date the pause ends");

        Assert.Null(date);
        Assert.Equal("Enter the date the pause ends as a day, a month and a year, like 27 3 2026", state["Until"]!.Errors.Single().ErrorMessage);
    }

    [Fact]
    public void Empty_boxes_are_asked_for()
    {
        var state = new ModelStateDictionary();

        Assert.Null(new DateFields().Read(state, "Until", "the date the pause ends"));
        Assert.Equal("Enter the date the pause ends", state["Until"]!.Errors.Single().ErrorMessage);
    }

    [Fact]
    public void Boxes_filled_from_a_date_read_as_that_date()
    {
        var date = new DateOnly(2028, 2, 29);

        Assert.Equal(date, DateFields.From(date).Read(new ModelStateDictionary(), "Until", "a date"));
    }
}
