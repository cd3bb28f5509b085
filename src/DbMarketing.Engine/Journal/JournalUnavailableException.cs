namespace DbMarketing.Engine.Journal;

/// <summary>
/// The journal's storage cannot serve now: locked, full, read-only, or gone. Nothing was acknowledged; the caller may retry after
/// <see cref="RetryAfter"/>, which is safe because a retry is deduplicated.
/// </summary>
public sealed class JournalUnavailableException : Exception
{
    public JournalUnavailableException(string message, Exception? inner = null, bool knownNotCommitted = true)
        : base(message, inner) => KnownNotCommitted = knownNotCommitted;

    /// <summary>True when the storage is certain that the commit did not happen; false leaves it to a look at the head.</summary>
    public bool KnownNotCommitted { get; }

    /// <summary>
    /// Another process took over, and the commit did not happen: deciding the same calls again on the recovered state is safe at once.
    /// </summary>
    public bool TakenOver { get; init; }

    /// <summary>How long to wait before a retry.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
