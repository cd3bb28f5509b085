using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Customers;

/// <summary>E-mail addresses and phone numbers in the one form under which customers are looked up.</summary>
public static class Identifiers
{
    private const string Separators = "-.()/\u2010\u2011\u2013";
    private static readonly string[] EmailTraits = ["email", "emailAddress", "email_address", "e-mail", "mail"];
    private static readonly string[] PhoneTraits =
        ["phone", "phoneNumber", "phone_number", "mobile", "mobilePhone", "mobile_phone", "tel", "telephone"];

    /// <summary>
    /// Trimmed and in lower case; null when it is no address (one @ with something on both sides, no blanks, up to 254 characters).
    /// </summary>
    public static string? Email(string? text)
    {
        var address = text?.Trim().ToLowerInvariant() ?? "";
        if (address.StartsWith("mailto:", StringComparison.Ordinal))
        {
            address = address[7..];
        }

        var at = address.IndexOf('@', StringComparison.Ordinal);
        var isAddress = at > 0 && at < address.Length - 1 && address.LastIndexOf('@') == at && address.Length <= 254
            && !address.Any(character => char.IsWhiteSpace(character) || char.IsControl(character));
        return isAddress ? address : null;
    }

    /// <summary>
    /// E.164: a plus, the country code and the number without its trunk zero. A number without a country code gets
    /// <paramref name="countryCode"/>. Null when it is no number (7 to 15 digits).
    /// </summary>
    public static string? Phone(string? text, string countryCode)
    {
        ArgumentNullException.ThrowIfNull(countryCode);
        if (text is null || Digits(text) is not { Length: > 0 } digits)
        {
            return null;
        }

        string number;
        if (text.TrimStart().StartsWith('+') || text.TrimStart().StartsWith("tel:+", StringComparison.OrdinalIgnoreCase))
        {
            number = WithoutTrunkZero(digits, countryCode);
        }
        else if (digits.StartsWith("00", StringComparison.Ordinal))
        {
            number = WithoutTrunkZero(digits[2..], countryCode);
        }
        else if (digits[0] == '0')
        {
            number = countryCode + digits[1..];
        }
        else
        {
            // Only a number that is too long to be a local one can carry the country code without a sign of it.
            var carriesCode = digits.StartsWith(countryCode, StringComparison.Ordinal) && digits.Length >= countryCode.Length + 9;
            number = carriesCode ? WithoutTrunkZero(digits, countryCode) : countryCode + digits;
        }

        return number.Length is >= 7 and <= 15 && number[0] != '0' ? "+" + number : null;
    }

    /// <summary>What an interaction says of how to reach the customer. Empty for all but <see cref="Identified"/>.</summary>
    public static IReadOnlyList<Identifier> Of(Interaction interaction, string countryCode)
    {
        if (interaction is not Identified { Traits: var traits })
        {
            return [];
        }

        var found = new List<Identifier>();
        foreach (var (name, value) in traits)
        {
            if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                continue;
            }

            if (EmailTraits.Contains(name, StringComparer.OrdinalIgnoreCase) && Email(value.ToString()) is { } email)
            {
                found.Add(new("email", email));
            }
            else if (PhoneTraits.Contains(name, StringComparer.OrdinalIgnoreCase) && Phone(value.ToString(), countryCode) is { } phone)
            {
                found.Add(new("phone", phone));
            }
        }

        return [.. found.Distinct()];
    }

    private static string WithoutTrunkZero(string digits, string countryCode) =>
        digits.Length > countryCode.Length && digits.StartsWith(countryCode, StringComparison.Ordinal) && digits[countryCode.Length] == '0'
            ? countryCode + digits[(countryCode.Length + 1)..]
            : digits;

    /// <summary>The digits of a number written with blanks, dots, dashes and brackets; null when anything else is in it.</summary>
    private static string? Digits(string text)
    {
        var trimmed = text.Trim();
        trimmed = trimmed.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? trimmed[4..] : trimmed;
        var digits = new StringBuilder(trimmed.Length);
        for (var i = 0; i < trimmed.Length; i++)
        {
            var character = trimmed[i];
            if (char.IsDigit(character))
            {
                // Full-width digits are common where Korean and Japanese keyboards are.
                digits.Append((char)('0' + (int)char.GetNumericValue(character)));
            }
            else if (!(char.IsWhiteSpace(character) || Separators.Contains(character) || (character == '+' && i == 0)))
            {
                return null;
            }
        }

        return digits.ToString();
    }
}
