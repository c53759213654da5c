using Repairs.Analytics.Features.ReadMeasure;

namespace Repairs.Analytics.Features.ShowDemand;

/// <summary>How far two people who coded the same contacts agree, from the figure that may be shown.</summary>
internal static class CodersAgree
{
    public static string Words(Figure figure)
    {
        var over = figure.Over is { } dates ? $" This is of {Show.Date(dates.From)} to {Show.Date(dates.To)}." : "";
        if (figure.Marker == Markers.NotAvailable)
            return "How far two people agree who code the same contact is told over whole months, and there is none in this time.";
        if (figure.Denominator == 0)
            return "No contact was coded by two people in this time, so nobody knows how far the codes depend on who gives them." + over;
        if (figure.Denominator is not { } n)
            return "Too few contacts were coded by two people to say how far they agree." + over;
        if (figure is not { Value: { } value, Low: { } low, High: { } high, Numerator: { } alike })
            return "Everything got the same code from both, so chance alone would agree as well: there is nothing to measure." + over;
        var reading = low > 0.6 ? "The codes hold, whoever gives them."
            : high < 0.6 ? "The codes depend on who gives them: talk about what each means before you read the reasons."
            : "That leaves doubt: read small differences between reasons with care.";
        return FormattableString.Invariant($"About {n} contacts were coded by two people who did not see each other's code. They chose alike for about {alike}; beyond chance the agreement is {value:0.0} of 1 (Cohen's kappa, 95% interval {low:0.0} to {high:0.0}). {reading}") + over;
    }
}
