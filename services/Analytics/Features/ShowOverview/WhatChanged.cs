using Repairs.Analytics.Features.ReadMeasure;

namespace Repairs.Analytics.Features.ShowOverview;

/// <summary>A measure whose chart says more than chance, and what one might ask first.</summary>
/// <param name="Asks">A question, never an answer: a chart does not know why.</param>
internal sealed record Change(MeasureName Measure, string Words, string Asks);

/// <summary>Sorts measures by what the rules say of the latest period, and says what a change may mean.</summary>
internal static class WhatChanged
{
    private const string Real = "Likely a real change";

    public static bool IsSpecial(MeasureAnswer answer) => answer.Spc?.Words.StartsWith(Real, StringComparison.Ordinal) == true;

    public static IReadOnlyList<Change> Of(IReadOnlyList<MeasureAnswer> answers) =>
        [.. answers.Where(IsSpecial).Select(a => new Change(a.Measure, a.Spc!.Words, Asks(a, answers)))];

    private static string Asks(MeasureAnswer answer, IReadOnlyList<MeasureAnswer> all)
    {
        bool Moved(string id) => all.Any(a => a.Measure.Id == id && IsSpecial(a));
        return answer.Measure.Id switch
        {
            "M01" when Moved("M03") || Moved("M02") => "Our own misses or the evidence moved too: ask first whether only the label changed.",
            "M01" => "Ask what changed in notice, times and how we tell people. It says nothing about residents.",
            "M02" => "These are ours: ask about rounds, stock and what the diary promised.",
            "M03" => "Ask what makes it hard to write down what was done at the door.",
            "M04" => "People tell us it happened differently: read the disputes before the rate.",
            "M10" or "M12" => "People use the choice they have. Ask whether the first times we offered suited.",
            "M11" => "We moved what we promised: ask about rounds and sickness cover.",
            "M17" => "Ask which reasons moved, and what we left undone.",
            "M18" or "M18-14" or "M18-7" => "Ask what people had to tell us twice.",
            "M16" => "Ask which jobs were closed before they were fixed.",
            "M24a" or "M24b" or "M24c" => "Listen first: ask what was different for people, also where the visit did not happen.",
            "K02" => "Read it beside K01: we came, and was it of use?",
            "RP02" => "Ask what waited, and whether what is left out moved too (RP02e, RP02x, RP02u).",
            "W28" => "Repairs may not end by being missed: ask which were withdrawn, and by whom.",
            "M30" => "The data changed: read every other figure with care.",
            _ => "Ask what changed in the work at that time.",
        };
    }
}
