namespace DbMarketing.Engine.Decisions;

/// <summary>What became of every offer in one decision. Filled by <see cref="Decider"/> when asked for; not thread-safe.</summary>
public sealed class DecisionTrace
{
}
