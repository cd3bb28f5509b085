namespace DbMarketing.Engine.Offers;

/// <summary>
/// A content text with merge fields such as <c>{{firstName|there}}</c>: a declared profile field, a bar, and the default for a
/// customer who lacks it.
/// </summary>
public sealed class ContentTemplate
{
    private ContentTemplate(IReadOnlyList<ContentPiece> pieces) => Pieces = pieces;

    /// <summary>The text cut at its merge fields, in order.</summary>
    public IReadOnlyList<ContentPiece> Pieces { get; }

    /// <summary>Reads a text; false, with the reason, for a merge field that is not closed, has no name, or has no default.</summary>
    public static bool TryParse(string text, out ContentTemplate template, out string? reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pieces = new List<ContentPiece>();
        template = new(pieces);
        reason = null;
        var from = 0;
        for (var open = text.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = text.IndexOf("{{", from, StringComparison.Ordinal))
        {
            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                reason = $"opens a merge field at character {open + 1} that is not closed by }}}}";
                return false;
            }

            var inside = text[(open + 2)..close];
            var bar = inside.IndexOf('|', StringComparison.Ordinal);
            var (field, fallback) = bar < 0 ? (inside.Trim(), "") : (inside[..bar].Trim(), inside[(bar + 1)..].Trim());
            if (field.Length == 0 || fallback.Length == 0)
            {
                var lacking = field.Length == 0 ? "a name" : "a default";
                reason = $"has the merge field '{{{{{inside}}}}}' without {lacking}; write {{{{firstName|there}}}}";
                return false;
            }

            if (open > from)
            {
                pieces.Add(new(null, text[from..open]));
            }

            pieces.Add(new(field, fallback));
            from = close + 2;
        }

        if (from < text.Length)
        {
            pieces.Add(new(null, text[from..]));
        }

        return true;
    }
}

/// <summary>A stretch of a content text.</summary>
/// <param name="Field">The profile field that fills it; null for plain text.</param>
/// <param name="Text">The plain text, or the default of the field.</param>
public readonly record struct ContentPiece(string? Field, string Text);
