using System.Collections.Concurrent;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// Shares equal short texts (categories, channels, offer ids, attribute names) between customers, because a million states repeat the
/// same few. Bounded: when it is full, new texts are simply not shared. Thread-safe.
/// </summary>
internal static class TextPool
{
    private const int MaxTexts = 65_536;
    private const int MaxLength = 64;
    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);
    private static int _count;

    public static string Share(string text)
    {
        if (text.Length > MaxLength)
        {
            return text;
        }

        if (Texts.TryGetValue(text, out var shared))
        {
            return shared;
        }

        if (Volatile.Read(ref _count) < MaxTexts && Texts.TryAdd(text, text))
        {
            Interlocked.Increment(ref _count);
        }

        return text;
    }
}
