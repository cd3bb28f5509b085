namespace DbMarketing.Server.Analysis;

/// <summary>
/// The columns of a file of transactions that an analysis reads: each by its name in the header, or by its number, 1 for the first.
/// Null for what it does not read.
/// </summary>
internal sealed record TransactionColumns
{
    public string? Customer { get; init; }

    /// <summary>When the transaction happened.</summary>
    public string? Date { get; init; }

    /// <summary>A number, or two columns to be multiplied, such as <c>Quantity*UnitPrice</c>.</summary>
    public string? Amount { get; init; }

    /// <summary>The order or basket that the line belongs to.</summary>
    public string? Order { get; init; }

    /// <summary>What was bought.</summary>
    public string? Item { get; init; }

    /// <summary>.NET format strings of the date, tried in order; or <c>unix</c> / <c>unixMs</c>; empty takes ISO 8601.</summary>
    public IReadOnlyList<string> DateFormats { get; init; } = [];

    /// <summary>Whether the first line names the columns; null finds out (<see cref="TransactionLayout.Of"/>).</summary>
    public bool? Header { get; init; }
}
