namespace DbMarketing.Engine.Engines;

/// <summary>A limit was reached before anything was stored; the message names the limit and its setting.</summary>
public sealed class EngineOverloadedException(string message) : Exception(message)
{
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);
}
