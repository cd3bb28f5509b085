using System.Security.Cryptography;
using System.Text;

namespace DbMarketing.Web.Security;

/// <summary>
/// A short list of texts under an HMAC-SHA-256 cut to 128 bits: <c>base64url(fields).base64url(mac)</c>. Fields are separated by
/// U+001F, which no id may hold.
/// </summary>
internal sealed class SignedText(byte[] key)
{
    private const char Separator = '\u001f';
    private const int MacLength = 16;

    /// <summary>Longest text that is looked at, in characters.</summary>
    public const int MaxLength = 4_096;

    public string Sign(params ReadOnlySpan<string> fields)
    {
        var body = Encoding.UTF8.GetBytes(string.Join(Separator, fields!));
        return Base64Url.Encode(body) + "." + Base64Url.Encode(HMACSHA256.HashData(key, body).AsSpan(0, MacLength));
    }

    /// <summary>The fields, or null when the text was not signed with this key.</summary>
    public string[]? Open(string? text)
    {
        if (text is null or { Length: > MaxLength } || text.IndexOf('.') is var dot && dot <= 0
            || !Base64Url.TryDecode(text.AsSpan(0, dot), out var body) || !Base64Url.TryDecode(text.AsSpan(dot + 1), out var mac)
            || !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body).AsSpan(0, MacLength), mac))
        {
            return null;
        }

        return Encoding.UTF8.GetString(body).Split(Separator);
    }
}
