using DbMarketing.Engine.Journal;
using DbMarketing.Testing;
using DbMarketing.Web.Health;

namespace DbMarketing.Web.Tests.Health;

public sealed class JournalProbeTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Probe_AskedByManyAtOnce_WritesOnce()
    {
        var store = new CountedStore(_time);
        var probe = new JournalProbe(store, _time);
        var asked = Enumerable.Range(0, 100).Select(_ => probe.IsWritableAsync(Cancellation)).ToList();
        Assert.DoesNotContain(asked, answer => answer.IsCompleted);

        store.LetGo();

        Assert.DoesNotContain(false, await Task.WhenAll(asked));
        Assert.Equal(1, store.Writes);
    }

    [Fact]
    public async Task Probe_WithinASecond_AnswersWhatItKnows()
    {
        var store = new CountedStore(_time);
        store.LetGo();
        var probe = new JournalProbe(store, _time);
        Assert.True(await probe.IsWritableAsync(Cancellation));

        store.Fault = new JournalUnavailableException("The disk is full.");
        _time.Advance(JournalProbe.Lifetime - Moment);
        Assert.True(await probe.IsWritableAsync(Cancellation));
        Assert.Equal(1, store.Writes);
        _time.Advance(Moment);
        Assert.False(await probe.IsWritableAsync(Cancellation));

        store.Fault = null;
        Assert.False(await probe.IsWritableAsync(Cancellation));
        _time.Advance(JournalProbe.Lifetime);
        Assert.True(await probe.IsWritableAsync(Cancellation));
        Assert.Equal(3, store.Writes);
    }

    [Fact]
    public async Task Probe_WhoseWriteStalls_SaysNoInTimeToAllWhoWait()
    {
        var probe = new JournalProbe(new CountedStore(_time), _time);
        using var leaving = new CancellationTokenSource();
        var left = probe.IsWritableAsync(leaving.Token);
        var stayed = probe.IsWritableAsync(Cancellation);

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.False(stayed.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.False(await stayed);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Writes of documents wait until the test lets them go.</summary>
    private sealed class CountedStore(TimeProvider time) : DelegatingJournalStore(new VolatileJournalStore(time))
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Writes { get; private set; }

        public Exception? Fault { get; set; }

        public void LetGo() => _held.TrySetResult();

        public override async Task<bool> WriteDocumentAsync(Document document, long? expectedRevision, CancellationToken cancellationToken)
        {
            Writes++;
            await _held.Task.WaitAsync(cancellationToken);
            return Fault is null ? await base.WriteDocumentAsync(document, expectedRevision, cancellationToken) : throw Fault;
        }
    }
}
