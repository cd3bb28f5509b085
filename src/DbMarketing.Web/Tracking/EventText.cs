using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Problems;

namespace DbMarketing.Web.Tracking;

/// <summary>Judges an event's raw JSON before it is read: size, depth, and text that is no Unicode.</summary>
internal static class EventText
{
    public const int MaxDepth = 16;

    public static Verdict? FaultOf(JsonElement source, int maxBytes)
    {
        var raw = JsonMarshal.GetRawUtf8Value(source);
        if (raw.Length > maxBytes)
        {
            return Verdict.Rejected("event_too_large",
                $"The event has {raw.Length} bytes; the limit is {maxBytes} (setting Web:MaxEventBytes).");
        }

        if (!Utf8.IsValid(raw))
        {
            return Verdict.Rejected("text_invalid", "The event holds bytes that are not UTF-8.");
        }

        return raw.IndexOf("\\u"u8) >= 0 && HasLoneSurrogate(raw)
            ? Verdict.Rejected("text_invalid", "The event holds an escaped half of a character (a lone surrogate).")
            : DepthOf(raw) > MaxDepth
                ? Verdict.Rejected("event_too_deep", $"The event nests more than {MaxDepth} levels deep.")
                : null;
    }

    /// <summary>
    /// What is wrong with the part of a batch that holds for all of its events: everything but the events themselves, each of which is
    /// judged alone. It is copied into every event, so it has the limits of one.
    /// </summary>
    public static Verdict? EnvelopeFaultOf(JsonElement batch, int maxBytes)
    {
        foreach (var member in batch.EnumerateObject())
        {
            if (!Utf8.IsValid(JsonMarshal.GetRawUtf8PropertyName(member)) || !IsText(member))
            {
                return Verdict.Rejected("text_invalid", "The name of a field holds text that is no Unicode.");
            }

            if (!member.NameEquals("batch") && FaultOf(member.Value, maxBytes) is { } fault)
            {
                return fault with { Reason = fault.Reason!.Replace("The event", $"The batch's field '{Problem.Cut(member.Name, 40)}'",
                    StringComparison.Ordinal) };
            }
        }

        return null;
    }

    private static bool IsText(JsonProperty member)
    {
        try
        {
            return member.Name.Length >= 0;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static int DepthOf(ReadOnlySpan<byte> raw)
    {
        var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = 1_024 });
        var deepest = 0;
        while (reader.Read())
        {
            deepest = Math.Max(deepest, reader.CurrentDepth);
        }

        return deepest;
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<byte> raw)
    {
        var reader = new Utf8JsonReader(raw, new JsonReaderOptions { MaxDepth = 1_024 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    reader.GetString();
                }
            }

            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
