using System.Diagnostics;

namespace DbMarketing.Browser.Tests;

/// <summary>Waits for what another process will do, by looking again and again.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    /// <summary>The first value that satisfies the condition; fails with the last one seen when none does in time.</summary>
    public static async Task<T> ReadAsync<T>(Func<Task<T>> read, Func<T, bool> condition, CancellationToken cancellationToken)
    {
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (condition(value))
            {
                return value;
            }

            Assert.True(Stopwatch.GetElapsedTime(since) < s_limit, $"Not reached within {s_limit.TotalSeconds} s; last seen: {value}");
            await looks.WaitForNextTickAsync(cancellationToken);
        }
    }
}
