namespace DbMarketing.Engine.Journal;

/// <summary>What <see cref="JournalVerifier"/> found.</summary>
public sealed record VerificationReport
{
    /// <summary>True when nothing is wrong.</summary>
    public bool Ok => FaultCount == 0;

    /// <summary>Customers that stand for themselves: not merged into another.</summary>
    public required long Customers { get; init; }

    /// <summary>Customers that became part of another.</summary>
    public required long Merged { get; init; }

    /// <summary>Interactions applied, merged customers' included.</summary>
    public required long Interactions { get; init; }

    /// <summary>Decisions stored.</summary>
    public required long Decisions { get; init; }

    /// <summary>Rows of the journal.</summary>
    public required long Rows { get; init; }

    /// <summary>Snapshots compared with the fold of the rows.</summary>
    public required long Snapshots { get; init; }

    /// <summary>E-mail addresses and phone numbers of the customers' turns that were looked for in the index of identifiers.</summary>
    public required long Identifiers { get; init; }

    /// <summary>Products whose stock is stored.</summary>
    public required long Products { get; init; }

    /// <summary>What the ledger counts.</summary>
    public required long LedgerApplied { get; init; }

    public required long LedgerDuplicate { get; init; }

    public required long LedgerRejected { get; init; }

    /// <summary>Projections whose saved figures were compared with what the rows come to.</summary>
    public int Projections { get; init; }

    public required long FaultCount { get; init; }

    /// <summary>The first faults, at most <see cref="JournalVerifier.MaxFaults"/>, in words.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}
