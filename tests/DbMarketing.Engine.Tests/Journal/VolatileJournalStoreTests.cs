using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Tests.Journal;

public sealed class VolatileJournalStoreTests : JournalStoreTests
{
    private readonly VolatileJournal _journal = new();

    protected override IJournalStore Open() => new VolatileJournalStore(Time, _journal);
}
