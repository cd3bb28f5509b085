namespace DbMarketing.Engine.Journal;

/// <summary>
/// How much one read of journal rows brings: the rows that were asked for, or fewer, when their payloads reach <see cref="Bytes"/> before.
/// A turn may take megabytes, and hundreds of rows are asked for at once.
/// </summary>
public static class JournalReads
{
    /// <summary>A read ends with the row with which its payloads have so many bytes; the first row always comes.</summary>
    public const int Bytes = 4 * 1024 * 1024;

    /// <summary>The read ended at a limit, so that there may be more.</summary>
    /// <param name="rows">What was read.</param>
    /// <param name="limit">The rows that were asked for.</param>
    public static bool IsFull(IReadOnlyCollection<JournalRow> rows, int limit)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return rows.Count >= limit || rows.Sum(static row => (long)row.Payload.Length) >= Bytes;
    }

    /// <summary>The rows up to the one that fills a read, and no more than the limit.</summary>
    internal static List<JournalRow> Take(IEnumerable<JournalRow> rows, int limit)
    {
        var (taken, bytes) = (new List<JournalRow>(), 0L);
        foreach (var row in rows.Take(limit))
        {
            taken.Add(row);
            bytes += row.Payload.Length;
            if (bytes >= Bytes)
            {
                break;
            }
        }

        return taken;
    }
}
