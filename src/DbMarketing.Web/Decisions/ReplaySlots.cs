using DbMarketing.Web.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DbMarketing.Web.Decisions;

/// <summary>
/// What folds a customer's history for one answer, such as an explanation or a decision as of a date: each may read a whole journal, so
/// there are few at once, and one more is refused. Thread-safe.
/// </summary>
internal sealed class ReplaySlots(WebOptions options)
{
    private int _taken;

    /// <summary>A slot, to be disposed when the answer is made; null at the limit.</summary>
    public Slot? TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= options.MaxReplays)
        {
            return new Slot(this);
        }

        Interlocked.Decrement(ref _taken);
        return null;
    }

    /// <summary>What a caller is told at the limit.</summary>
    public ProblemHttpResult Refuse(HttpContext context) => Problem.RetryLater(
        context, StatusCodes.Status429TooManyRequests, "too_many_replays",
        $"{options.MaxReplays} answers are being made from histories, the limit Web:{nameof(WebOptions.MaxReplays)}. Nothing was stored.",
        TimeSpan.FromSeconds(1));

    public sealed class Slot(ReplaySlots slots) : IDisposable
    {
        private ReplaySlots? _slots = slots;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _slots, null) is { } taken)
            {
                Interlocked.Decrement(ref taken._taken);
            }
        }
    }
}
