namespace DbMarketing.Server.Analysis;

/// <summary>What <c>rfm</c> was asked for.</summary>
internal sealed record RfmOptions
{
    public required string File { get; init; }

    /// <summary>Customer, date and amount; the order where lines are its parts.</summary>
    public required TransactionColumns Columns { get; init; }

    /// <summary>The day that recency is counted from, and the last that counts; null for the newest of the file.</summary>
    public DateOnly? Now { get; init; }

    /// <summary>File for the table of customers; null for none.</summary>
    public string? CustomersFile { get; init; }
}
