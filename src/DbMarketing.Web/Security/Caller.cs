using DbMarketing.Engine.Customers;
using Microsoft.AspNetCore.Http;

namespace DbMarketing.Web.Security;

/// <summary>Who is asking: a key, and for a browser the visitor or customer whose token came with it.</summary>
internal sealed record Caller
{
    public required string KeyId { get; init; }

    /// <summary>Trusted with every customer, within its scopes: a server key, or anybody under the development default.</summary>
    public required bool Trusted { get; init; }
    public required KeyScopes Scopes { get; init; }
    public required string Source { get; init; }
    public bool Test { get; init; }

    /// <summary>The anonymous visitor that the token names; default when none came.</summary>
    public CustomerId Visitor { get; init; }

    /// <summary>The known customer that the shop's back end vouches for; default when none came.</summary>
    public CustomerId Customer { get; init; }

    /// <summary>The key whose holder signed the customer token; null when none came. The connection ends with it too.</summary>
    public string? TokenKeyId { get; init; }

    /// <summary>When the first of its tokens expires; connections that stay open end then.</summary>
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    public static Caller Development { get; } =
        new() { KeyId = "development", Trusted = true, Scopes = KeyScopes.All, Source = "web" };

    public static Caller Of(ApiKey key) => new()
    {
        KeyId = key.Id,
        Trusted = key.Kind == KeyKind.Server,
        Scopes = KeyWish.Parse(key.Scopes),
        Source = key.Source,
        Test = key.Test,
    };

    public bool May(KeyScopes scope) => (Scopes & scope) == scope;
}

internal static class CallerOfContext
{
    /// <summary>The caller that the access middleware found.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("The endpoint was reached without a caller.");
}
