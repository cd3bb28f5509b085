namespace DbMarketing.Engine.Interactions;

/// <summary>
/// Values that many senders send by mistake in place of an id, so that they would melt strangers into one customer: null-like words,
/// zeros, dashes. Segment's and RudderStack's identity graphs block the same.
/// </summary>
public static class BlockedIds
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "null", "undefined", "none", "nil", "nan", "anonymous", "anon", "guest", "unknown", "n/a", "na", "true", "false",
        "[object object]", "undefined undefined", "(none)", "(not set)", "not set", "test_user_id", "-1", "user_id", "userid",
        "customer_id", "anonymous_id",
    };

    /// <summary>True for text that names nobody: blank, a null-like word, or nothing but zeros and punctuation.</summary>
    public static bool IsBlocked(string? id)
    {
        var text = id.AsSpan().Trim().Trim("\"'");
        return text.IsEmpty || Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text) || IsNothingButZeros(text);
    }

    private static bool IsNothingButZeros(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (character is not ('0' or '-' or '.' or '_' or ' ' or '{' or '}' or ',' or '*' or '?' or '/' or '#'))
            {
                return false;
            }
        }

        return true;
    }
}
