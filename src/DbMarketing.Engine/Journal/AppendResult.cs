namespace DbMarketing.Engine.Journal;

/// <summary>What became of one append.</summary>
public enum AppendResult
{
    None = 0,

    /// <summary>The write is durable.</summary>
    Committed,

    /// <summary>Another activation wrote this customer's turn first: drop the state and recover from the journal.</summary>
    Conflict,
}
