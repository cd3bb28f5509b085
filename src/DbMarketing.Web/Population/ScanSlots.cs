using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Population;

/// <summary>
/// What reads many customers for one answer: few at once. One more waits a little, since a screen may ask for several together; longer, or
/// beside too many that wait, it is refused. Thread-safe.
/// </summary>
internal sealed class ScanSlots(WebOptions options, TimeProvider time) : IDisposable
{
    /// <summary>Requests that wait for a slot; one more is refused at once.</summary>
    public const int MaxWaiting = 32;

    private readonly SemaphoreSlim _free = new(options.MaxScans);
    private int _waiting;

    /// <summary>Requests that wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>A slot, to be disposed when the answer is made; null when none became free in time.</summary>
    public async Task<Slot?> TakeAsync(CancellationToken cancellationToken)
    {
        if (_free.Wait(0, CancellationToken.None))
        {
            return new(_free);
        }

        try
        {
            return Interlocked.Increment(ref _waiting) <= MaxWaiting ? await WaitAsync(cancellationToken) : null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>What a caller is told who got none.</summary>
    public ProblemHttpResult Refuse(HttpContext context) => Problem.RetryLater(
        context, StatusCodes.Status429TooManyRequests, "too_many_scans",
        $"{options.MaxScans} answers are being made from all customers, the limit Web:{nameof(WebOptions.MaxScans)}.",
        TimeSpan.FromSeconds(5));

    public void Dispose() => _free.Dispose();

    private async Task<Slot?> WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.ScanWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _free.WaitAsync(either.Token);
            return new(_free);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
