using System.Globalization;

namespace DbMarketing.Web.Security;

/// <summary>Tokens that bind a browser to the anonymous id that the server gave it, under one key.</summary>
internal sealed class VisitorTokens(WebOptions options, TimeProvider time)
{
    private const string Prefix = "v1.";
    private readonly SignedText _signed = new(options.Secret.Derive("visitor-token"));

    public (string Token, DateTimeOffset ExpiresAt) Mint(string keyId, string anonymousId)
    {
        var expiresAt = time.GetUtcNow() + options.VisitorTokenLifetime;
        var token = Prefix + _signed.Sign(keyId, anonymousId, expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        return (token, expiresAt);
    }

    public static bool LooksLikeOne(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The key and the anonymous id of a token that is good now.</summary>
    public bool TryRead(string token, out string keyId, out string anonymousId, out DateTimeOffset expiresAt)
    {
        keyId = anonymousId = "";
        expiresAt = default;
        if (!LooksLikeOne(token) || _signed.Open(token[Prefix.Length..]) is not [var key, var id, var expiry]
            || !long.TryParse(expiry, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || DateTimeOffset.FromUnixTimeSeconds(seconds) <= time.GetUtcNow())
        {
            return false;
        }

        (keyId, anonymousId, expiresAt) = (key, id, DateTimeOffset.FromUnixTimeSeconds(seconds));
        return true;
    }
}
