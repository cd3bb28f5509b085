using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace DbMarketing.Web.Ledger;

/// <summary>How many interactions of each source ended how, by hour. Committed with the rows, so it adds up.</summary>
internal static class LedgerEndpoint
{
    public static readonly TimeSpan MaxRange = TimeSpan.FromDays(92);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/ledger", HandleAsync)
        .WithName("readLedger").WithTags("Operations").WithSummary("Applied, duplicate and rejected interactions by source and hour")
        .WithDescription("from and until are instants; without them the last 24 hours. At most 92 days, from 1970 on.")
        .WithScope(KeyScopes.Read).ProducesProblem(400).ProducesProblem(503);

    private static async Task<Results<Ok<LedgerBody>, ProblemHttpResult>> HandleAsync(
        IJournalStore store, TimeProvider time, CancellationToken cancellationToken, DateTimeOffset? from = null,
            DateTimeOffset? until = null)
    {
        var now = time.GetUtcNow();
        foreach (var (name, asked) in (ReadOnlySpan<(string, DateTimeOffset?)>)[("from", from), ("until", until)])
        {
            if (AskedTimes.FaultOf(asked, now) is { } fault)
            {
                return Problem.BadRequest("range_invalid", $"{name} {fault}.", new FieldFault(name, fault));
            }
        }

        var end = until ?? now.AddHours(1);
        var begin = from ?? end.AddHours(-25);
        if (begin >= end || end - begin > MaxRange)
        {
            return Problem.BadRequest("range_invalid", $"from {begin:O} until {end:O} is not a range of at most {MaxRange.Days} days.");
        }

        var deltas = await store.ReadLedgerAsync(begin.ToUniversalTime(), end.ToUniversalTime(), cancellationToken);
        var rows = deltas.GroupBy(d => (d.Source, d.Hour)).OrderBy(g => g.Key.Hour).ThenBy(g => g.Key.Source, StringComparer.Ordinal)
            .Select(g => new LedgerRow(g.Key.Source, g.Key.Hour, Count(g, VerdictKind.Applied), Count(g, VerdictKind.Duplicate),
                Count(g, VerdictKind.Rejected), Reasons(g)))
            .ToList();
        var totals = new LedgerTotals(
            Count(deltas, VerdictKind.Applied), Count(deltas, VerdictKind.Duplicate), Count(deltas, VerdictKind.Rejected), Reasons(deltas));
        return TypedResults.Ok(new LedgerBody(rows, totals));
    }

    private static long Count(IEnumerable<LedgerDelta> deltas, VerdictKind kind) => deltas.Where(d => d.Kind == kind).Sum(d => d.Count);

    private static SortedDictionary<string, long> Reasons(IEnumerable<LedgerDelta> deltas) => new(
        deltas.Where(d => d.Kind == VerdictKind.Rejected).GroupBy(d => d.Code)
            .ToDictionary(g => g.Key, g => g.Sum(d => d.Count)), StringComparer.Ordinal);
}

public sealed record LedgerBody(IReadOnlyList<LedgerRow> Rows, LedgerTotals Totals);

public sealed record LedgerRow(
    string Source, DateTimeOffset Hour, long Applied, long Duplicate, long Rejected, IReadOnlyDictionary<string, long> Reasons);

public sealed record LedgerTotals(long Applied, long Duplicate, long Rejected, IReadOnlyDictionary<string, long> Reasons);
