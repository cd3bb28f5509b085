using System.Globalization;
using System.Security.Cryptography;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Server.Hosting;
using DbMarketing.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Server.Tests.Import;

/// <summary>What matters of a customer after an import.</summary>
internal sealed record ImportedCustomer
{
    public required int Frequency { get; init; }
    public required decimal Monetary { get; init; }
    public required decimal Refunded { get; init; }
    public required double? RecencyDays { get; init; }
    public required DateTimeOffset? FirstPurchaseAt { get; init; }
    public required DateTimeOffset? LastPurchaseAt { get; init; }
    public required int PurchaseDays { get; init; }
    public required long Views { get; init; }
    public required long Carts { get; init; }
    public required long Orders { get; init; }

    /// <summary>Every category with its score, as text, so that records compare.</summary>
    public required string Affinities { get; init; }

    /// <summary>Hash of the whole state, less the number of its turns and the last review, which names when they were taken.</summary>
    public required string State { get; init; }
}

/// <summary>Reads a whole database by folding its lanes from the first row on, all as of one instant.</summary>
internal static class ImportedState
{
    private static readonly DateTimeOffset s_asOf = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<SortedDictionary<string, ImportedCustomer>> ReadAsync(Storage storage)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var host = await EngineHost.StartAsync(
            new EngineHostOptions { Storage = storage }, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
        var states = new Dictionary<CustomerKey, CustomerState>();
        var after = default(CustomerKey);
        while (await host.Store.ReadCustomersAsync(after, 10_000, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var listing in page)
            {
                states.Add(listing.Key, new CustomerState(listing.Id));
            }

            after = page[^1].Key;
        }

        foreach (var lane in await host.Store.ReadLanesAsync(cancellationToken))
        {
            await FoldAsync(host.Store, lane, states, cancellationToken);
        }

        return new(states.Values.ToDictionary(state => state.Id.ToString(), state => Read(state, host)), StringComparer.Ordinal);
    }

    private static async Task FoldAsync(
        IJournalStore store, int lane, Dictionary<CustomerKey, CustomerState> states, CancellationToken cancellationToken)
    {
        var after = 0L;
        while (await store.ReadLaneAsync(lane, after, 5_000, cancellationToken) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                foreach (var entry in EntryCodec.ReadTurn(row.Payload))
                {
                    states[row.Customer].Apply(entry);
                }

                states[row.Customer].EndTurn(row.Sequence);
            }

            after = rows[^1].Position;
        }
    }

    private static ImportedCustomer Read(CustomerState state, EngineHost host)
    {
        var view = CustomerViewBuilder.Build(state, host.Reference.Current, s_asOf);
        return new ImportedCustomer
        {
            Frequency = view.Rfm.Frequency,
            Monetary = view.Rfm.Monetary,
            Refunded = view.Rfm.Refunded,
            RecencyDays = view.Rfm.RecencyDays,
            FirstPurchaseAt = view.Rfm.FirstPurchaseAt,
            LastPurchaseAt = view.Rfm.LastPurchaseAt,
            PurchaseDays = view.Rfm.PurchaseDays,
            Views = state.Activity.Total("productViewed"),
            Carts = state.Activity.Total("cartChanged"),
            Orders = state.Activity.Total("orderCompleted"),
            Affinities = string.Join(' ', state.Affinities.Top(32, s_asOf.AddYears(-6)).Select(score =>
                string.Create(CultureInfo.InvariantCulture, $"{score.Category}={score.Score:r}"))),
            State = Convert.ToHexString(
                SHA256.HashData(SnapshotCodec.Write(state.CaptureSnapshot() with { Sequence = 0, LastReview = null }))),
        };
    }
}
