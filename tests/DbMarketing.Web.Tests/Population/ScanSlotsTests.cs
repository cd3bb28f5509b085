using DbMarketing.Testing;
using DbMarketing.Web.Population;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tests.Population;

public sealed class ScanSlotsTests : IDisposable
{
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(10);
    private readonly ManualTimeProvider _time = new();
    private readonly ScanSlots _slots;

    public ScanSlotsTests() => _slots = new(new() { Secret = ServerSecret.CreateRandom(), MaxScans = 2, ScanWait = s_wait }, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_AtTheLimit_WaitsForTheNextSlotThatIsFree()
    {
        using var first = await _slots.TakeAsync(Cancellation);
        var second = await _slots.TakeAsync(Cancellation);
        var third = _slots.TakeAsync(Cancellation);
        Assert.False(third.IsCompleted);

        second!.Dispose();

        using var taken = await third;
        Assert.NotNull(taken);
        Assert.Equal(0, _slots.Waiting);
    }

    [Fact]
    public async Task Take_ThatHasWaitedForItsTime_IsRefused()
    {
        using var first = await _slots.TakeAsync(Cancellation);
        using var second = await _slots.TakeAsync(Cancellation);
        var third = _slots.TakeAsync(Cancellation);

        _time.Advance(s_wait);

        Assert.Null(await third);
        Assert.Equal(0, _slots.Waiting);
    }

    [Fact]
    public async Task Take_BesideAsManyAsMayWait_IsRefusedAtOnce()
    {
        using var first = await _slots.TakeAsync(Cancellation);
        using var second = await _slots.TakeAsync(Cancellation);
        var waiting = Enumerable.Range(0, ScanSlots.MaxWaiting).Select(_ => _slots.TakeAsync(Cancellation)).ToList();

        Assert.Null(await _slots.TakeAsync(Cancellation));

        _time.Advance(s_wait);
        Assert.All(await Task.WhenAll(waiting), Assert.Null);
    }

    [Fact]
    public async Task Take_OfACallerWhoHasGone_TakesNoSlot()
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var first = await _slots.TakeAsync(Cancellation);
        using var second = await _slots.TakeAsync(Cancellation);
        var third = _slots.TakeAsync(gone.Token);

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        first!.Dispose();
        using var free = await _slots.TakeAsync(Cancellation);
        Assert.NotNull(free);
    }

    public void Dispose() => _slots.Dispose();
}
