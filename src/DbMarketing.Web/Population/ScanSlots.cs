using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Population;

/// <summary>What reads many customers for one answer: there are few at once, and one more is refused. Thread-safe.</summary>
internal sealed class ScanSlots(WebOptions options) : IDisposable
{
    private readonly SemaphoreSlim _free = new(options.MaxScans);

    /// <summary>A slot, to be disposed when the answer is made; null at the limit.</summary>
    public Slot? TryTake() => _free.Wait(0, CancellationToken.None) ? new Slot(_free) : null;

    /// <summary>What a caller is told at the limit.</summary>
    public ProblemHttpResult Refuse(HttpContext context) => Problem.RetryLater(
        context, StatusCodes.Status429TooManyRequests, "too_many_scans",
        $"{options.MaxScans} answers are being made from all customers, the limit Web:{nameof(WebOptions.MaxScans)}.",
        TimeSpan.FromSeconds(5));

    public void Dispose() => _free.Dispose();

    public sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
