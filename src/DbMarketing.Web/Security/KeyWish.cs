namespace DbMarketing.Web.Security;

/// <summary>Checks what is asked of a new key.</summary>
internal static class KeyWish
{
    public const int MaxOrigins = 100;
    public const int MaxNameLength = 100;
    private static readonly string[] BrowserScopes = ["write", "decide"];
    private static readonly string[] AllScopes = ["write", "decide", "read", "admin"];

    public static string? FaultOf(NewKey wish)
    {
        if (wish.Kind is not (KeyKind.Server or KeyKind.Browser))
        {
            return "kind is missing; it must be server or browser.";
        }

        if (wish.Scopes?.Contains(null!) == true || wish.Origins?.Contains(null!) == true)
        {
            return "scopes or origins holds a null; texts are expected.";
        }

        if (wish.Origins is { Count: > MaxOrigins })
        {
            return $"origins has {wish.Origins.Count} entries; at most {MaxOrigins} are allowed.";
        }

        if (wish.Name is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength))
        {
            return $"name has {name.Length} characters; 1 to {MaxNameLength} are allowed, not only blanks.";
        }

        if (wish.Source is { } source
            && (source.Length is 0 or > 64 || source.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_'))))
        {
            return $"source '{source}' is not 1 to 64 letters, digits, '-', '.' or '_'.";
        }

        if (wish.Scopes?.FirstOrDefault(s => !AllScopes.Contains(s)) is { } unknown)
        {
            return $"scope '{unknown}' is unknown; use {string.Join(", ", AllScopes)}.";
        }

        if (wish.Kind == KeyKind.Browser && wish.Scopes?.FirstOrDefault(s => !BrowserScopes.Contains(s)) is { } tooMuch)
        {
            return $"a browser key cannot have the scope '{tooMuch}', because everybody can read the key in the page.";
        }

        if (wish.Kind == KeyKind.Browser && wish.Origins is not { Count: > 0 })
        {
            return "a browser key needs origins, such as https://shop.example (or * for any).";
        }

        if (wish.Kind == KeyKind.Server && wish.Origins is { Count: > 0 })
        {
            return "a server key has no origins: only browsers say from where they come.";
        }

        return wish.Origins?.FirstOrDefault(o => o != "*" && !IsOrigin(o)) is { } bad
            ? $"origin '{bad}' is not scheme://host[:port] without a path."
            : null;
    }

    /// <summary>The name asked for, else one that tells the key from the others: its kind and when it was made.</summary>
    public static string NameOf(NewKey wish, DateTimeOffset now) =>
        wish.Name ?? $"{(wish.Kind == KeyKind.Browser ? "browser" : "server")} key of {now:yyyy-MM-dd HH:mm}";

    public static IReadOnlyList<string> ScopesOf(NewKey wish) =>
        wish.Scopes is { Count: > 0 } ? [.. wish.Scopes.Distinct()] : wish.Kind == KeyKind.Browser ? BrowserScopes
            : ["write", "decide", "read"];

    public static KeyScopes Parse(IReadOnlyList<string> scopes)
    {
        var parsed = KeyScopes.None;
        foreach (var scope in scopes)
        {
            parsed |= scope switch
            {
                "write" => KeyScopes.Write,
                "decide" => KeyScopes.Decide,
                "read" => KeyScopes.Read,
                "admin" => KeyScopes.Admin,
                _ => KeyScopes.None,
            };
        }

        return parsed;
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            && text == uri.GetLeftPart(UriPartial.Authority);
}
