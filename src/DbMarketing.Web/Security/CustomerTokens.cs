using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Interactions;
using DbMarketing.Web.Tracking;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace DbMarketing.Web.Security;

/// <summary>
/// Reads the tokens with which a shop's back end vouches for a signed-in customer: JWT, HS256, <c>kid</c> the key's id, <c>sub</c>
/// the known customer id, <c>exp</c> at most <see cref="MaxLifetime"/> ahead, signed with the key's signing secret.
/// </summary>
internal sealed class CustomerTokens(KeyStore keys, TimeProvider time)
{
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);
    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = 4_096 };

    /// <summary>The customer id and the key id, or why the token is no good.</summary>
    public async Task<CustomerTokenReading> ReadAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length > 4_096 || !_handler.CanReadToken(token))
        {
            return CustomerTokenReading.Bad("the customer token is neither a visitor token of this server nor a JWT.");
        }

        if (Parse(token) is not { } read)
        {
            return CustomerTokenReading.Bad("the customer token looks like a JWT but cannot be read; exp must be a number, sub a text.");
        }

        if (read.Alg != SecurityAlgorithms.HmacSha256)
        {
            return CustomerTokenReading.Bad($"the customer token is signed with '{read.Alg}'; only HS256 is accepted.");
        }

        // What a sender marks as critical must be understood, and nothing is understood beyond the signature (RFC 7515, 4.1.11).
        if (read.TryGetHeaderValue<object>("crit", out _))
        {
            return CustomerTokenReading.Bad("the customer token's header has 'crit', and this server knows no extension to name.");
        }

        if (string.IsNullOrEmpty(read.Kid) || await keys.FindAsync(read.Kid, cancellationToken) is not { } key)
        {
            return CustomerTokenReading.Bad("the customer token's kid names no key of this server.");
        }

        if (key.Kind == KeyKind.Server && !KeyWish.Parse(key.Scopes).HasFlag(KeyScopes.Read))
        {
            return CustomerTokenReading.Bad($"key {key.Id} may not vouch for customers: it lacks the scope 'read'.");
        }

        var now = time.GetUtcNow();
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidateIssuer = false,
            ValidateAudience = false,
            IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(keys.SigningSecretOf(key.Id))) { KeyId = key.Id },
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (notBefore, expires, _, _) =>
                expires is { } end && end > now.UtcDateTime && end <= (now + MaxLifetime + ClockTolerance).UtcDateTime
                && (notBefore is null || notBefore <= (now + ClockTolerance).UtcDateTime),
        });
        if (!result.IsValid)
        {
            return CustomerTokenReading.Bad(
                $"the customer token's signature or lifetime is wrong; it must be signed with the signing secret of key {key.Id}, and "
                    + $"exp at most 24 hours ahead.");
        }

        return string.IsNullOrEmpty(read.Subject) || CustomerIds.FaultOf("sub", read.Subject) is not null
            || BlockedIds.IsBlocked(read.Subject)
            ? CustomerTokenReading.Bad("the customer token has no sub that could name a customer.")
            : new CustomerTokenReading(read.Subject, key.Id, new DateTimeOffset(read.ValidTo, TimeSpan.Zero), null);
    }

    /// <summary>
    /// Null for what only looks like a JWT. The library reads the parts when they are first asked for and has no one exception for bad
    /// ones, so every claim that is used here is read here.
    /// </summary>
    private JsonWebToken? Parse(string token)
    {
        try
        {
            var read = _handler.ReadJsonWebToken(token);
            _ = (read.Alg, read.Kid, read.Subject, read.ValidTo, read.ValidFrom);
            return read;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or JsonException or InvalidOperationException
            or SecurityTokenException or OverflowException or InvalidCastException)
        {
            return null;
        }
    }
}

/// <summary>A customer token's content, or its fault.</summary>
internal readonly record struct CustomerTokenReading(string? CustomerId, string? KeyId, DateTimeOffset ExpiresAt, string? Fault)
{
    public static CustomerTokenReading Bad(string fault) => new(null, null, default, fault);
}
