using DbMarketing.Engine.Engines;
using Orleans.Concurrency;

namespace DbMarketing.Silo.Grains;

/// <summary>Counts what was rejected before it could reach a customer, on a silo's journal lane. Any silo will do.</summary>
[Alias("dbmarketing.ledger")]
internal interface ILedgerGrain : IGrainWithIntegerKey
{
    /// <summary>Completes after the commit of the counts; the reply says when that failed.</summary>
    [Alias("countRejected")]
    Task<ReplyEnvelope> CountRejectedAsync(RejectedMessage[] rejected);
}

/// <summary>A <see cref="RejectedInteraction"/> between silos.</summary>
[GenerateSerializer]
[Alias("dbmarketing.rejected")]
[Immutable]
internal readonly record struct RejectedMessage(
    [property: Id(0)] string Source, [property: Id(1)] DateTimeOffset ReceivedAt, [property: Id(2)] string Code);

/// <inheritdoc cref="ILedgerGrain"/>
[StatelessWorker]
[Reentrant]
[GrainType("ledger")]
internal sealed class LedgerGrain(SiloNode node) : Grain, ILedgerGrain
{
    async Task<ReplyEnvelope> ILedgerGrain.CountRejectedAsync(RejectedMessage[] rejected)
    {
        var ledger = LedgerCounts.Of(rejected.Select(static one => new RejectedInteraction(one.Source, one.ReceivedAt, one.Code)));
        try
        {
            await node.Customers.Host.CountRejectedAsync(ledger, CancellationToken.None);
            return new(new CallAnswer<bool>(true));
        }
        catch (Exception exception)
        {
            return new(CallFault.Of(exception));
        }
    }
}
