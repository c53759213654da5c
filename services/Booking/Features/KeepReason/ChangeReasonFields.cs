using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Repairs.Booking;

/// <summary>The question "Why?" on the desk's pages: fields <c>Why</c> and <c>Note</c>.</summary>
internal static class ChangeReasonFields
{
    public static void Explain(ModelStateDictionary state, string? why, string? note)
    {
        foreach (var (field, sentences) in ChangeReason.Faults(why, note, needed: true).ByField)
            state.AddModelError(field == "reason" ? "Why" : "Note", field == "reason" ? "Choose why" : sentences[0]);
    }
}
