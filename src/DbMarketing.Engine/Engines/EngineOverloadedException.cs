namespace DbMarketing.Engine.Engines;

/// <summary>
/// A limit was reached before anything of the customer was changed; the message names the limit and its setting. Of a batch, other
/// customers may have been stored: nothing was acknowledged, and a retry of the whole counts each once.
/// </summary>
public sealed class EngineOverloadedException(string message) : Exception(message)
{
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
