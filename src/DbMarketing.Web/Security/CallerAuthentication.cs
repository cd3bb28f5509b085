using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Security;

/// <summary>Finds out who is asking, from the key and the token that came with the request.</summary>
internal sealed class CallerAuthentication(KeyStore keys, VisitorTokens visitors, CustomerTokens customers)
{
    public const string TokenHeader = "X-Customer-Token";
    private const int MaxHeaderLength = 4_200;

    /// <summary>
    /// The key of <c>Authorization: Bearer KEY</c> or <c>Basic base64(KEY:)</c>, else of the hub's query; null when none came.
    /// </summary>
    public static string? KeyOf(HttpRequest request, bool fromQuery)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length is > 0 and < MaxHeaderLength)
        {
            if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            {
                return header[7..].Trim();
            }

            if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
            {
                var decoded = new byte[header.Length];
                return Convert.TryFromBase64String(header[6..].Trim(), decoded, out var length)
                    ? Encoding.UTF8.GetString(decoded, 0, length).Split(':')[0]
                    : "";
            }
        }

        return fromQuery && request.Query["access_token"].ToString() is { Length: > 0 } token ? token : null;
    }

    /// <summary>The caller of a key and the request's customer token, or the refusal.</summary>
    public async Task<(Caller? Caller, ProblemHttpResult? Refusal)> AuthenticateAsync(HttpContext context, string? key,
        CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(key))
        {
            return (null, Problem.Unauthorized(context, "key_missing",
                "Send the API key as 'Authorization: Bearer KEY' (or Basic with the key as user name)."));
        }

        if (await keys.AuthenticateAsync(key, cancellationToken) is not { } found)
        {
            return (null, Problem.Unauthorized(context, "key_unknown", "The API key is not one of this server, or it was revoked."));
        }

        var origin = context.Request.Headers.Origin.ToString();
        if (found.Kind == KeyKind.Browser && origin.Length > 0 && !found.Origins.Contains("*") && !found.Origins.Contains(origin))
        {
            return (null, Problem.Forbidden("origin_not_allowed",
                $"Key {found.Id} may not be used from pages of '{origin}'; its origins are {string.Join(", ", found.Origins)}."));
        }

        return await WithTokenAsync(context, Caller.Of(found), cancellationToken);
    }

    private async Task<(Caller? Caller, ProblemHttpResult? Refusal)> WithTokenAsync(HttpContext context, Caller caller,
        CancellationToken cancellationToken)
    {
        var token = context.Request.Headers[TokenHeader].ToString();
        if (token.Length == 0)
        {
            token = context.Request.Query["customer_token"].ToString();
        }

        if (token.Length == 0 || caller.Trusted)
        {
            return (caller, null);
        }

        // A page may hold both: the visitor's own token, and after sign-in the shop's.
        foreach (var part in token.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(2))
        {
            if (VisitorTokens.LooksLikeOne(part))
            {
                if (!visitors.TryRead(part, out var keyId, out var anonymousId, out var expiresAt) || keyId != caller.KeyId)
                {
                    return (null, Problem.Unauthorized(context, "customer_token_invalid",
                        "The visitor token is not of this server and key, or it has expired; ask POST /v1/visitors for another."));
                }

                caller = caller with { Visitor = CustomerId.Anonymous(anonymousId), ExpiresAt = Earlier(caller.ExpiresAt, expiresAt) };
                continue;
            }

            var reading = await customers.ReadAsync(part, cancellationToken);
            if (reading.Fault is { } fault)
            {
                return (null, Problem.Unauthorized(context, "customer_token_invalid", char.ToUpperInvariant(fault[0]) + fault[1..]));
            }

            caller = caller with { Customer = CustomerId.Known(reading.CustomerId!), TokenKeyId = reading.KeyId,
                ExpiresAt = Earlier(caller.ExpiresAt, reading.ExpiresAt) };
        }

        return (caller, null);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
