namespace DbMarketing.Server.Import;

/// <summary>What one import does.</summary>
internal sealed record ImportOptions
{
    public required string File { get; init; }
    public required ImportMapping Mapping { get; init; }

    /// <summary>Namespaces the ids, so that the same file can be played again.</summary>
    public string? Run { get; init; }

    /// <summary>How many times faster than it happened; null does not wait.</summary>
    public double? Speed { get; init; }

    /// <summary>Interactions each second; null does not wait.</summary>
    public double? Rate { get; init; }

    /// <summary>Moves the times: a paced import to the instants of sending, any other so that the newest line happens now.</summary>
    public bool RebaseNow { get; init; }

    /// <summary>Interactions in one batch.</summary>
    public int BatchSize { get; init; } = 1_000;

    /// <summary>Batches on their way at once.</summary>
    public int BatchesInFlight { get; init; } = 4;

    public string? RejectsFile { get; init; }

    public bool Paced => Speed is not null || Rate is not null;
}
