using DbMarketing.Engine.CrossSell;

namespace DbMarketing.Server.Analysis;

/// <summary>What <c>rules</c> was asked for.</summary>
internal sealed record RulesOptions
{
    public required string File { get; init; }

    /// <summary>Where an item a line names its order; null for a basket a line.</summary>
    public TransactionColumns? Columns { get; init; }

    /// <summary>Between the items of a line.</summary>
    public char Delimiter { get; init; } = ',';

    public required MiningThresholds Thresholds { get; init; }

    /// <summary>Rules that are shown.</summary>
    public required int Top { get; init; }

    /// <summary>File for the table of all rules; null for none.</summary>
    public string? OutputFile { get; init; }
}
