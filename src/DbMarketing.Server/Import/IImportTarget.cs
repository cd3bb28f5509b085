using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Server.Import;

/// <summary>Where imported interactions go: the engine of this process, or a running server.</summary>
internal interface IImportTarget
{
    /// <summary>Why an interaction may not be sent; null when it may, or when the target judges by itself.</summary>
    Verdict? Judge(AddressedInteraction interaction, DateTimeOffset now);

    /// <summary>Records a batch durably; tries again by itself for as long as it may. The verdicts stand in the order given.</summary>
    Task<IReadOnlyList<Verdict>> RecordAsync(IReadOnlyList<AddressedInteraction> batch, CancellationToken cancellationToken);

    /// <summary>The currencies whose amounts count; null where the target does not say.</summary>
    Task<IReadOnlySet<string>?> ReadCurrenciesAsync(CancellationToken cancellationToken);

    /// <summary>Counts refused lines in the ledger, where the target can.</summary>
    Task RecordRejectedAsync(IReadOnlyList<RejectedInteraction> rejected, CancellationToken cancellationToken);

    /// <summary>How far an earlier import of the same file came, or null.</summary>
    Task<ImportProgress?> ReadProgressAsync(string id, CancellationToken cancellationToken);

    /// <summary>Remembers how far this one is; null when it is finished.</summary>
    Task WriteProgressAsync(string id, ImportProgress? progress, CancellationToken cancellationToken);
}
