using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Customers;

/// <summary>
/// Finds the customer that a path's id names: the known one of that id, else the anonymous one; <c>?kind=</c> says which is meant.
/// </summary>
internal sealed class CustomerPaths(CustomerAccess access, IJournalStore store, ICustomerEngine engine)
{
    /// <summary>
    /// The customer as it stands now, or the refusal. A browser learns nothing of ids that are not its own, not even whether they
    /// exist.
    /// </summary>
    public async Task<(CustomerId? Customer, ProblemHttpResult? Problem)> FindAsync(
        Caller caller, string id, string? kind, CancellationToken cancellationToken)
    {
        if (FaultOf(id, kind) is { } fault)
        {
            return (null, fault);
        }

        foreach (var candidate in Candidates(id, kind))
        {
            if (!caller.Trusted)
            {
                if (await access.OpenAsync(caller, candidate, cancellationToken) is { } open)
                {
                    return (open, null);
                }

                continue;
            }

            var stands = await engine.ResolveAsync(candidate, cancellationToken);
            if (stands != candidate || await store.OpenCustomerAsync(candidate, 0, cancellationToken) is not null)
            {
                return (stands, null);
            }
        }

        return (null, caller.Trusted
            ? UnknownProblem(id)
            : Problem.Forbidden("not_your_customer", "The token that came with the request does not open this customer."));
    }

    /// <summary>
    /// The id itself that is asked about, whoever it has become since, or the refusal: for a past in which it may still have stood for
    /// itself. For trusted callers.
    /// </summary>
    public async Task<(CustomerId? Asked, ProblemHttpResult? Problem)> FindAskedAsync(
        string id, string? kind, CancellationToken cancellationToken)
    {
        if (FaultOf(id, kind) is { } fault)
        {
            return (null, fault);
        }

        foreach (var candidate in Candidates(id, kind))
        {
            if (await store.OpenCustomerAsync(candidate, 0, cancellationToken) is not null)
            {
                return (candidate, null);
            }
        }

        return (null, UnknownProblem(id));
    }

    private static ProblemHttpResult? FaultOf(string id, string? kind)
    {
        if (kind is not (null or "known" or "anonymous"))
        {
            return Problem.BadRequest("kind_unknown", $"kind is '{kind}'; it must be known or anonymous.");
        }

        return id.Length > CustomerId.MaxLength || id.Any(char.IsControl)
            ? Problem.BadRequest(
                "id_invalid", $"The id is longer than {CustomerId.MaxLength} characters or holds a control character.")
            : null;
    }

    private static ProblemHttpResult UnknownProblem(string id) =>
        Problem.NotFound("customer_unknown", $"No interaction of a customer '{id}' has been recorded.");

    private static IEnumerable<CustomerId> Candidates(string id, string? kind)
    {
        if (kind is null or "known")
        {
            yield return CustomerId.Known(id);
        }

        if (kind is null or "anonymous")
        {
            yield return CustomerId.Anonymous(id);
        }
    }
}
