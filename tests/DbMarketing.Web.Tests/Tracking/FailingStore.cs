using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Web.Tests.Tracking;

/// <summary>A store whose writes fail while it is told to.</summary>
internal sealed class FailingStore(IJournalStore inner) : DelegatingJournalStore(inner)
{
    public bool Fails { get; set; }

    public override Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken) =>
        Fails ? throw new JournalUnavailableException("The disk is full.") : base.CommitAsync(lease, expected, newKeyNumber, writes,
            cancellationToken);

    public override Task<bool> WriteDocumentAsync(Document document, long? expectedRevision, CancellationToken cancellationToken) =>
        Fails ? throw new JournalUnavailableException("The disk is full.") : base.WriteDocumentAsync(document, expectedRevision,
            cancellationToken);
}
