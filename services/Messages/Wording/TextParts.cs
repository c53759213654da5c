namespace Repairs.Messages.Wording;

/// <summary>Counts the parts a text message is sent in: 160 or 153 characters each in the GSM 7-bit alphabet, 70 or 67 in UCS-2, which a single character outside that alphabet forces.</summary>
internal static class TextParts
{
    private const string Basic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    private const string Extended = "^{}\\[~]|€\f";

    public static (int Parts, bool Gsm7) Count(string text)
    {
        var septets = 0;
        foreach (var c in text)
        {
            if (Basic.Contains(c, StringComparison.Ordinal))
                septets++;
            else if (Extended.Contains(c, StringComparison.Ordinal))
                septets += 2;
            else
                return (Divide(text.Length, 70, 67), false);
        }

        return (Divide(septets, 160, 153), true);
    }

    private static int Divide(int units, int single, int joined) => units <= single ? 1 : (units + joined - 1) / joined;
}
