namespace DbMarketing.Server.Import;

/// <summary>
/// How far an import has come, kept as a document beside the journal. Everything up to <see cref="Records"/> is committed; what
/// comes after may be too, and is found out by deduplication.
/// </summary>
internal sealed record ImportProgress(long Records, long Applied, long Duplicate, long Rejected);

/// <summary>The last line of the import's output.</summary>
internal sealed record ImportSummary(long Lines, long Applied, long Duplicate, long Rejected)
{
    public IReadOnlyDictionary<string, long>? Reasons { get; init; }

    /// <summary>Orders and refunds of this run that are kept but count for no revenue, by their currency, which has no rate.</summary>
    public IReadOnlyDictionary<string, long>? Uncounted { get; init; }
    public bool? Resumed { get; init; }
    public double? Seconds { get; init; }
}
