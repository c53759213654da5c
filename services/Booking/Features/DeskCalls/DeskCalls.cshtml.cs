using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>Every call we promised and have not made, the one due first at the top: we do what we say.</summary>
internal sealed class DeskCallsModel(SeeRepair see, BusinessClock clock) : DeskPage
{
    public IReadOnlyList<CallBackLine> Calls { get; private set; } = [];

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    public static string Why(string because) => because switch
    {
        "emergency" => "An emergency, and nobody is found yet who can come. Ring and say what happens next.",
        "pre-visit" => "They asked that someone is in touch before a visit. Say who is coming, and what they will do. If a short visit first would help, offer one.",
        "visit-cancelled" => "We cancelled their visit. Say sorry and find a time together.",
        "person-first" => "We took back a visit they had not chosen, because someone from our team is asking them first what would help. They may still expect us: before then, make sure they know that we are not coming.",
        "asked" => "They asked us to ring.",
        "interpreter" => "They would like to talk in another language. Get an interpreter first.",
        "slip" => "A reply slip came back, and none of its times could be booked. Find another one together.",
        "silence" => "No time is chosen yet. Ask once what would help. If nobody answers, send the letter.",
        "no-capacity" => "We had no times to offer.",
        "needs" => "Something that helps them could not be kept. Their repair's page says what. Talk it over before the visit.",
        _ => "None of the times suited. Find one together.",
    };

    public async Task OnGetAsync(CancellationToken stop) => Calls = await see.CallBacksAsync(Caller.Landlord, stop);
}
