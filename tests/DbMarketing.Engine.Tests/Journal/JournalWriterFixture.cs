using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Engine.Tests.Journal;

/// <summary>Writers on one journal in memory, whose storage fails and waits as a test says.</summary>
public abstract class JournalWriterFixture : IAsyncDisposable
{
    private readonly VolatileJournal _journal = new();

    protected JournalWriterFixture() => Store = new FaultyJournalStore(OpenStore());

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected ManualTimeProvider Time { get; } = new();

    private protected FaultyJournalStore Store { get; }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the sessions of all stores on the journal.</summary>
    protected void BreakLocks() => _journal.BreakLocks();

    /// <summary>The same journal as another process would open it.</summary>
    protected VolatileJournalStore OpenStore() => new(Time, _journal);

    protected static JournalWriterOptions Options(Action<JournalWriterOptions>? change)
    {
        var options = new JournalWriterOptions();
        change?.Invoke(options);
        return options;
    }

    protected async Task<JournalWriter> StartAsync(
        Action<JournalWriterOptions>? change = null, IJournalStore? store = null, TimeProvider? time = null)
    {
        var writer = Writer(store ?? Store, Options(change), time);
        await writer.StartAsync(Cancellation);
        return writer;
    }

    protected JournalWriter Writer(IJournalStore store, JournalWriterOptions options, TimeProvider? time = null) =>
        new(store, options, time ?? Time, NullLogger<JournalWriter>.Instance);

    protected static JournalWrite Write(JournalWriter writer, string id, long sequence, int bytes = 20) => new()
    {
        Customer = CustomerId.Known(id),
        Key = writer.AllocateKey(),
        NewCustomer = sequence == 1,
        Sequence = sequence,
        Payload = new byte[bytes],
    };

    /// <summary>Holds the next commit until released; the ones after it pass.</summary>
    protected Gate Hold(Func<Func<Task<CommitResult>>, Task<CommitResult>>? then = null)
    {
        var gate = new Gate();
        Store.Commits.Clear();
        Store.OnCommit = async commit =>
        {
            Store.OnCommit = static next => next();
            await gate.PassAsync();
            return await (then ?? (static real => real()))(commit);
        };
        return gate;
    }

    protected sealed class Gate
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public void Release() => _released.SetResult();

        public Task PassAsync()
        {
            _entered.SetResult();
            return _released.Task;
        }
    }
}
