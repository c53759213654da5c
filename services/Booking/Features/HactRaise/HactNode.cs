using System.Globalization;
using System.Text.Json;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A place in a HACT document that knows its own path, and notes what is wrong there. What is absent answers with nothing, without a fault.</summary>
internal sealed class HactNode
{
    /// <summary>Enough to mend a document by; a hostile one does not make us write a book.</summary>
    private const int FaultLimit = 100;

    private const int ItemLimit = 200;

    private const int LongestIdentifier = 100;

    private readonly JsonElement? _value;
    private readonly string _path;
    private readonly Faults _faults;

    private HactNode(JsonElement? value, string path, Faults faults)
    {
        _value = value is { ValueKind: JsonValueKind.Null } ? null : value;
        _path = path;
        _faults = faults;
    }

    /// <summary>The whole document, with or without a wrapper of its name; a fault where it is no object.</summary>
    public static HactNode Root(JsonElement document, Faults faults, string name = "RaiseRepair")
    {
        var root = new HactNode(document, "$", faults);
        if (!root.IsObject)
            root.Fault($"Send a {name} object here.");
        return root.IsObject && root[name] is { IsObject: true } wrapped ? wrapped : root;
    }

    /// <summary>Where this stands in the document, for example <c>$.priority.priorityCode</c>.</summary>
    public string Path => _path;

    public bool IsObject => _value?.ValueKind == JsonValueKind.Object;

    /// <summary>Whether anything but null is here.</summary>
    public bool IsThere => _value is not null;

    /// <summary>A member that may be missing, whatever its casing.</summary>
    public HactNode this[string name] => Member(name, needed: false);

    /// <summary>A member that the schema needs.</summary>
    public HactNode Need(string name) => Member(name, needed: true);

    /// <summary>A text; null where absent, or with a fault where it is none.</summary>
    public string? Text()
    {
        if (_value is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            return Wrong<string>("Send a text here.");
        try
        {
            var text = value.GetString();
            return string.IsNullOrWhiteSpace(text) ? Wrong<string>("This text is empty.")
                : text.Contains('\0', StringComparison.Ordinal) ? Wrong<string>("This text holds a NUL character. Take it out.")
                : text;
        }
        catch (InvalidOperationException)
        {
            return Wrong<string>("This text holds half a character. Send whole ones.");
        }
    }

    /// <summary>A number within bounds.</summary>
    public double? Number(double from, double to)
    {
        if (_value is not { } value)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= from && number <= to
            ? number
            : Wrong<double?>(string.Create(CultureInfo.InvariantCulture, $"Send a number from {from} to {to} here."));
    }

    /// <summary>A code of a list, as text or, as some senders write it, as a number.</summary>
    public string? Code(Func<string, bool> known)
    {
        if (_value is not { } value)
            return null;
        var code = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Text();
        return code is null || known(code) ? code : Wrong<string>("This code is not in the standard's list.");
    }

    /// <summary>A date and time.</summary>
    public DateTimeOffset? Instant()
    {
        if (_value is null || Text() is not { } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : Wrong<DateTimeOffset?>("Send a date and time here, such as 2026-03-27T17:00:00Z.");
    }

    /// <summary>What identifies something: a text or, as some senders write it, a number.</summary>
    public string? Identifier()
    {
        if (_value is not { } value)
            return null;
        var id = value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Text()?.Trim();
        return id is { Length: > LongestIdentifier } ? Wrong<string>(string.Create(CultureInfo.InvariantCulture, $"Use at most {LongestIdentifier} characters.")) : id;
    }

    /// <summary>A whole number within bounds, also as a text.</summary>
    public int? Whole(int from, int to)
    {
        if (_value is not { } value)
            return null;
        int number = default;
        var read = value.ValueKind == JsonValueKind.Number ? value.TryGetInt32(out number)
            : value.ValueKind == JsonValueKind.String && int.TryParse(Text(), NumberStyles.Integer, CultureInfo.InvariantCulture, out number);
        return read && number >= from && number <= to
            ? number
            : Wrong<int?>(string.Create(CultureInfo.InvariantCulture, $"Send a whole number from {from} to {to} here."));
    }

    /// <summary>A local date; of a date and time, its date here.</summary>
    public DateOnly? Date() => Moment()?.Date;

    /// <summary>A local date and, where one is given, a local time. One with an offset is turned into local time; one without is taken as local.</summary>
    public (DateOnly Date, TimeOnly? Time)? Moment()
    {
        if (_value is null || Text() is not { } text)
            return null;
        return HactTime.Moment(text.Trim()) ?? Wrong<(DateOnly, TimeOnly?)?>("Send a date here, such as 2026-03-27.");
    }

    /// <summary>A local time of day; of a date and time, its time here.</summary>
    public TimeOnly? Time()
    {
        if (_value is null || Text() is not { } text)
            return null;
        return HactTime.Time(text.Trim()) ?? Wrong<TimeOnly?>("Send a time of day here, such as 09:30.");
    }

    /// <summary>Notes what is wrong here beyond the schema.</summary>
    public void Note(string sentence) => Fault(sentence);

    /// <summary>The objects or values of a list.</summary>
    public IReadOnlyList<HactNode> Items(bool atLeastOne = false)
    {
        if (_value is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            return Wrong<HactNode[]>("Send a list here.") ?? [];
        if (value.GetArrayLength() is var length && (length > ItemLimit || (atLeastOne && length == 0)))
            return Wrong<HactNode[]>(length == 0 ? "Send at least one item here." : $"Send at most {ItemLimit} items here.") ?? [];
        return [.. value.EnumerateArray().Select((item, i) => new HactNode(item, string.Create(CultureInfo.InvariantCulture, $"{_path}[{i}]"), _faults))];
    }

    private HactNode Member(string name, bool needed)
    {
        if (_value is { } value && !IsObject)
        {
            Fault("Send an object here.");
            return new HactNode(null, $"{_path}.{name}", _faults);
        }

        foreach (var member in IsObject ? _value!.Value.EnumerateObject() : default)
        {
            if (NameOf(member) is { } written && string.Equals(written, name, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind != JsonValueKind.Null)
                return new HactNode(member.Value, $"{_path}.{written}", _faults);
        }

        // What lies below something absent is missing too; it is named where its parent was there to hold it.
        if (needed && IsObject)
            new HactNode(null, $"{_path}.{name}", _faults).Fault("This is missing.");
        return new HactNode(null, $"{_path}.{name}", _faults);
    }

    /// <summary>A member that the schema needs and that is an object.</summary>
    public HactNode NeedObject(string name)
    {
        var member = Need(name);
        if (member is { IsThere: true, IsObject: false })
            member.Fault("Send an object here.");
        return member;
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            // Half a character: no name of the standard.
            return null;
        }
    }

    private T? Wrong<T>(string sentence)
    {
        Fault(sentence);
        return default;
    }

    private void Fault(string sentence)
    {
        if (_faults.ByField.Count < FaultLimit && !_faults.ByField.ContainsKey(_path))
            _faults.Add(_path, sentence);
    }
}
