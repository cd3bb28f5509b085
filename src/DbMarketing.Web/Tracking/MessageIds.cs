using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DbMarketing.Web.Tracking;

/// <summary>
/// An id for an event that came without one, made of its content and of its place among equal events of the request: a retry of the
/// same body has the same ids, so it changes nothing.
/// </summary>
internal static class MessageIds
{
    public static string Derive(JsonElement source, int occurrence)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var property in source.EnumerateObject())
        {
            // The time of sending differs from one attempt to the next.
            if (property.Name is "sentAt" or "writeKey" or "_metadata")
            {
                continue;
            }

            hash.AppendData(Encoding.UTF8.GetBytes(property.Name));
            hash.AppendData(JsonMarshal.GetRawUtf8Value(property.Value));
        }

        hash.AppendData(Encoding.ASCII.GetBytes(occurrence.ToString(CultureInfo.InvariantCulture)));
        return "h-" + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }

    /// <summary>The id of one of several interactions that an event makes, never longer than an id may be.</summary>
    public static string Part(string messageId, string part) =>
        messageId.Length + part.Length < EnvelopeReader.MaxMessageIdLength
            ? $"{messageId}#{part}"
            : "h-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{messageId}#{part}")).AsSpan(0, 16));
}
