namespace DbMarketing.Client;

/// <summary>Where the server is and how patient the client is with it.</summary>
public sealed class DbMarketingClientOptions
{
    /// <summary>The server's address, such as <c>https://personalisation.example.com/</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>An API key with the scopes that the calls need; null for the loopback development default.</summary>
    public string? Key { get; init; }

    /// <summary>How long one attempt may take. The default is 10 seconds.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts for one call, the first among them. The default is 5.</summary>
    public int MaxAttempts { get; init; } = 5;

    /// <summary>The wait before the second attempt; it doubles from there, with jitter. The default is 200 milliseconds.</summary>
    public TimeSpan FirstRetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest wait between two attempts, also when the server asks for more. The default is 10 seconds.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(10);

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Server);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(AttemptTimeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(FirstRetryDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetryDelay, FirstRetryDelay);
    }
}
