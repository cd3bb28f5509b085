using System.Text.Json;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Engines;

/// <summary>How far the stored memberships follow a playbook. Kept beside the journal, so that a restart goes on.</summary>
public sealed record PlaybookSweepProgress
{
    private const string Kind = "sweep";
    private const string Id = "playbook";

    /// <summary>The version of reviews: the playbook's, and the lag model's where it reads one.</summary>
    public required string Playbook { get; init; }

    /// <summary>The number of the activation that is followed; 0 in a journal without any.</summary>
    public long Activation { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When every customer had been asked; null until then.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Customers asked so far.</summary>
    public long Customers { get; init; }

    /// <summary>The key of the last customer asked; 0 before the first.</summary>
    public long Place { get; init; }

    /// <summary>The progress for the playbook that was swept for last; null before the first sweep.</summary>
    public static async Task<PlaybookSweepProgress?> ReadAsync(IJournalStore store, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        return await store.ReadDocumentAsync(Kind, Id, cancellationToken) is { } document
            ? JsonSerializer.Deserialize(document.Body.Span, CallJson.Wire.PlaybookSweepProgress)
            : null;
    }

    internal Task WriteAsync(IJournalStore store, DateTimeOffset now, CancellationToken cancellationToken) => store.WriteDocumentAsync(
        new(Kind, Id, now, JsonSerializer.SerializeToUtf8Bytes(this, CallJson.Wire.PlaybookSweepProgress)), null, cancellationToken);
}
