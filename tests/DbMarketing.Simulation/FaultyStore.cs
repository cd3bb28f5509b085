using DbMarketing.Engine.Journal;
using DbMarketing.Testing;

namespace DbMarketing.Simulation;

/// <summary>How often what goes wrong, of 1.</summary>
internal sealed record Faults(double Refused, double Unknown, double Slow)
{
    public static Faults None { get; } = new(0, 0, 0);
}

/// <summary>
/// Storage as a process sees it when things go wrong: calls are slow, refused, or end without saying whether the commit landed. A
/// crash of the process while a commit is slow leaves it landed or not, as it happened to stand.
/// </summary>
internal sealed class FaultyStore(IJournalStore inner, TimeProvider time, Random random, Func<Faults> faults)
    : DelegatingJournalStore(inner)
{
    public override async Task<CommitResult> CommitAsync(
        Lease lease, LaneHead expected, long newKeyNumber, IReadOnlyList<JournalWrite> writes, CancellationToken cancellationToken)
    {
        await PauseAsync();
        ThrowIfRefused();
        if (Happens(faults().Unknown))
        {
            // The connection is lost: the commit lands or does not, and the caller cannot tell.
            if (Happens(0.5))
            {
                await Inner.CommitAsync(lease, expected, newKeyNumber, writes, cancellationToken);
            }

            await PauseAsync();
            throw new JournalUnavailableException("The connection was lost during the commit.", knownNotCommitted: false);
        }

        var result = await Inner.CommitAsync(lease, expected, newKeyNumber, writes, cancellationToken);
        await PauseAsync();
        return result;
    }

    protected override async Task<T> PassAsync<T>(Func<Task<T>> call)
    {
        await PauseAsync();
        ThrowIfRefused();
        var result = await call();
        await PauseAsync();
        return result;
    }

    private Task PauseAsync() => Happens(faults().Slow)
        ? Task.Delay(TimeSpan.FromMilliseconds(1 + random.Next(200)), time, CancellationToken.None)
        : YieldAsync();

    private static async Task YieldAsync() => await Task.Yield();

    private void ThrowIfRefused()
    {
        if (Happens(faults().Refused))
        {
            throw new JournalUnavailableException("The storage refuses for a moment.");
        }
    }

    private bool Happens(double probability) => probability > 0 && random.NextDouble() < probability;
}
