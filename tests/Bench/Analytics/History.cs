using System.Globalization;
using System.Text;

namespace Repairs.Bench.Analytics;

/// <summary>
/// Invented events of two years, the same for the same seed, in the order of their times as a system would export them: of every five, one visit told whole,
/// one contact, and three of the life of appointments of our own kind (booked, told of, how it ended). 80 patches, 12 trades, 60,000 homes. After the two
/// years it goes on at the same pace.
/// </summary>
internal sealed class History(long events, DateOnly first, int seed = 5)
{
    public const string Source = "bench";
    public const int Days = 730;
    private static readonly string[] Trades = ["plumbing", "heating", "electrical", "joinery", "roofing", "damp", "glazing", "locks", "drains", "plastering", "flooring", "general"];
    private static readonly string[] Outcomes = ["DO01", "DO01", "DO01", "DO01", "DO01", "DO01", "DO10", "DO11", "DO12", "DO22"];

    public long Events { get; } = events;

    public DateOnly First { get; } = first;

    /// <summary>Lines from one number on, as NDJSON.</summary>
    public IEnumerable<string> Lines(long from, long count)
    {
        for (var i = from; i < from + count; i++)
            yield return Line(i);
    }

    /// <summary>Writes them to a file. Answers its length.</summary>
    public long Write(string path, long from, long count)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20);
        foreach (var line in Lines(from, count))
        {
            writer.Write(line);
            writer.Write('\n');
        }

        writer.Flush();
        return writer.BaseStream.Length;
    }

    /// <summary>When the thing happened that a line tells of, UTC.</summary>
    public DateTime At(long i) => First.ToDateTime(new TimeOnly(6, 0), DateTimeKind.Utc).AddMinutes((long)(Days * 1440d * i / Events));

    private string Line(long i)
    {
        var dice = new Dice(seed, i);

        // Three in a row tell of one visit, to one home, by one trade; and a home lies where it lies.
        var (visit, about) = (Id(i / 5 * 5, 7), new Dice(seed, i % 5 >= 2 ? i / 5 * 5 + 2 : i));
        var at = At(i);
        var home = about.Next(60_000);
        var patch = $"patch {(home % 80) + 1:00}";
        var trade = Trades[about.Next(Trades.Length)];
        var head = string.Create(CultureInfo.InvariantCulture, $$"""{"source":"{{Source}}","eventId":"{{Id(i)}}","occurredAt":"{{at:yyyy-MM-dd'T'HH:mm:ss'Z'}}","patch":"{{patch}}","trade":"{{trade}}",""");

        return (i % 5) switch
        {
            0 => $$"""{{head}}"type":"VisitImported","outcome":"{{Outcomes[dice.Next(10)]}}","evidence":"{{(dice.Next(8) == 0 ? "none" : "complete")}}" }""",
            1 => $$"""{{head}}"type":"ContactReceived","contactId":"{{Id(i, 3)}}","propertyRef":"P{{home}}","channel":"phone","code":"{{(dice.Next(3) == 0 ? "VD01" : $"FD{dice.Next(14) + 1:00}")}}" }""",
            2 => string.Create(CultureInfo.InvariantCulture, $$"""{{head}}"type":"AppointmentBooked","visitId":"{{visit}}","by":"Resident","householdRef":"H{{home}}","windowStart":"{{at.AddHours(2):yyyy-MM-dd'T'HH:mm:ss'Z'}}","windowEnd":"{{at.AddHours(6):yyyy-MM-dd'T'HH:mm:ss'Z'}}","priority":"Routine","noticeHours":{{dice.Next(400)}} }"""),
            3 => $$"""{{head}}"type":"MessageSent","messageId":"{{Id(i, 4)}}","visitId":"{{visit}}","template":"reminder","channel":"sms"}""",
            _ => string.Create(CultureInfo.InvariantCulture, $$"""{{head}}"type":"VisitOutcomeReported","visitId":"{{visit}}","reportId":"{{Id(i, 5)}}","outcome":"{{Outcomes[dice.Next(10)]}}","by":"Contractor","householdRef":"H{{home}}","arrivedAt":"{{at.AddMinutes(-20):yyyy-MM-dd'T'HH:mm:ss'Z'}}","evidence":{"timeOnSite":true,"nearAddress":true,"twoTries":true,"briefRead":true,"cardPhoto":{{(dice.Next(8) == 0 ? "false" : "true")}} } }"""),
        };
    }

    /// <summary>As long, and as much in disorder, as the ids systems give.</summary>
    private string Id(long i, uint kind = 1)
    {
        var a = (ulong)Mix((((ulong)seed << 40) | (ulong)i) ^ ((ulong)kind << 56));
        var b = Mix(a ^ 0x9E3779B97F4A7C15);
        return string.Create(CultureInfo.InvariantCulture, $"{a:x16}{b & 0xffffffff:x8}");
    }

    private static ulong Mix(ulong x)
    {
        x ^= x >> 33;
        x *= 0xff51afd7ed558ccd;
        x ^= x >> 33;
        x *= 0xc4ceb9fe1a85ec53;
        return x ^ (x >> 33);
    }

    private struct Dice(int seed, long i)
    {
        private ulong _state = Mix(((ulong)i << 20) ^ (ulong)seed ^ 0xABCDEF);

        public int Next(int below)
        {
            _state = Mix(_state + 0x9E3779B97F4A7C15);
            return (int)(_state % (ulong)below);
        }
    }
}
