using System.Text;
using System.Text.Json;

namespace DbMarketing.Web.Tracking;

/// <summary>What is known of a JSON body before anything is made of it, from one reading that allocates nothing for its size.</summary>
/// <param name="Root">The kind of the outermost value.</param>
/// <param name="Values">Texts, numbers, booleans, nulls, objects and arrays, at any depth; names are not counted.</param>
/// <param name="WriteKey">The outermost object's <c>writeKey</c>, a text or a number; null when it has none that can be read.</param>
internal readonly record struct BodyOutline(JsonTokenType Root, int Values, string? WriteKey)
{
    /// <summary>Longest key that is looked at, in bytes.</summary>
    private const int MaxKeyBytes = 1_000;

    /// <summary>Reads to the end, or until there are more values than <paramref name="maxValues"/>.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static BodyOutline Read(ReadOnlySpan<byte> json, int maxValues)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RequestBody.MaxDepth });
        var (root, values, key, isKey) = (JsonTokenType.None, 0, (string?)null, false);
        while (values <= maxValues && reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    isKey = reader.CurrentDepth == 1 && IsWriteKey(ref reader);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    continue;
            }

            root = values++ == 0 ? reader.TokenType : root;
            key = isKey ? KeyOf(ref reader) : key;
            isKey = false;
        }

        return new BodyOutline(root, values, key);
    }

    private static bool IsWriteKey(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.ValueTextEquals("writeKey"u8);
        }
        catch (InvalidOperationException)
        {
            // A name with half a character in it is no name of ours; who sent it is told so where it is read.
            return false;
        }
    }

    private static string? KeyOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader switch
            {
                { ValueSpan.Length: 0 or > MaxKeyBytes } => null,
                { TokenType: JsonTokenType.String } => reader.GetString(),
                { TokenType: JsonTokenType.Number } => Encoding.UTF8.GetString(reader.ValueSpan),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
