using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;

namespace DbMarketing.Web.Security;

/// <summary>
/// Whether a caller may see a customer. A browser sees the visitor of its token, for as long as that visitor is anonymous; once it has
/// become a known customer, only the shop's own token for that customer opens it.
/// </summary>
internal sealed class CustomerAccess(ICustomerEngine engine, KeyStore keys, DevelopmentAccess development, TimeProvider time)
{
    /// <summary>Where the customer stands now when the caller may see it; null when it may not.</summary>
    public async ValueTask<CustomerId?> OpenAsync(Caller caller, CustomerId asked, CancellationToken cancellationToken)
    {
        if (caller.Trusted)
        {
            return await engine.ResolveAsync(asked, cancellationToken);
        }

        if (caller.Visitor.IsDefault && caller.Customer.IsDefault)
        {
            return null;
        }

        if (asked != caller.Visitor && asked != caller.Customer)
        {
            // The only other name a signed-in customer has is that of an id merged into it: compare where both stand.
            return !caller.Customer.IsDefault && await SameAsync(asked, caller.Customer, cancellationToken) is { } same ? same : null;
        }

        var stands = await engine.ResolveAsync(asked, cancellationToken);
        if (asked == caller.Customer)
        {
            return stands;
        }

        return stands.Kind == CustomerKind.Anonymous
            ? stands
            : !caller.Customer.IsDefault && await engine.ResolveAsync(caller.Customer, cancellationToken) == stands ? stands : null;
    }

    private async ValueTask<CustomerId?> SameAsync(CustomerId asked, CustomerId own, CancellationToken cancellationToken)
    {
        var stands = await engine.ResolveAsync(asked, cancellationToken);
        return stands == await engine.ResolveAsync(own, cancellationToken) ? stands : null;
    }

    /// <summary>The same for a connection that stays open: it ends with its tokens and with its key.</summary>
    public async ValueTask<CustomerId?> FollowAsync(Caller caller, CustomerId asked, CancellationToken cancellationToken) =>
        await StandsAsync(caller, cancellationToken) ? await OpenAsync(caller, asked, cancellationToken) : null;

    /// <summary>True while the caller's tokens and its key are good; the development default ends with the first key.</summary>
    public async ValueTask<bool> StandsAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.ExpiresAt > time.GetUtcNow()
        && (ReferenceEquals(caller, Caller.Development)
            ? await development.IsActiveAsync(cancellationToken)
            : await keys.FindAsync(caller.KeyId, cancellationToken) is not null
                && (caller.TokenKeyId is null || await keys.FindAsync(caller.TokenKeyId, cancellationToken) is not null));
}
