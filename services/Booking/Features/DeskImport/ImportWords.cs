using System.Globalization;

namespace Repairs.Booking;

/// <summary>Imports in words.</summary>
internal static class ImportWords
{
    public static string Title(string kind) => kind == "properties" ? "Homes and households" : char.ToUpperInvariant(kind[0]) + kind[1..];

    public static string State(ImportFileRow file) => file.State switch
    {
        "read" => "Waits for you to say whether to bring it in.",
        "confirmed" => $"Under way: {Number(file.Done)} of {Rows(file.Read().Rows)}.",
        _ => Result(file),
    };

    public static string Result(ImportFileRow file) =>
        $"{Rows(file.Accepted)} taken{(file.Warned > 0 ? $", {Number(file.Warned)} of them to look at" : "")}. {(file.Rejected == 0 ? "None was left out." : $"{Rows(file.Rejected)} left out.")}";

    public static string Rows(int n) => n == 1 ? "1 row" : $"{Number(n)} rows";

    public static string Number(int n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
