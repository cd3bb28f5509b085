using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Server.Analysis;

/// <summary>What <c>lifetime</c> was asked for.</summary>
internal sealed record LifetimeOptions
{
    public required string File { get; init; }

    public required TransactionColumns Columns { get; init; }

    /// <summary>The last day that the models see.</summary>
    public required DateOnly Until { get; init; }

    /// <summary>The last day of the hold-out, after <see cref="Until"/>; null for none.</summary>
    public DateOnly? HoldOutUntil { get; init; }

    public required LifetimeUnit Unit { get; init; }

    public required LifetimeTerms Terms { get; init; }

    /// <summary>What winning a customer cost, in currency; null when it is not known.</summary>
    public double? Cost { get; init; }

    /// <summary>File for the table of customers; null for none.</summary>
    public string? CustomersFile { get; init; }
}
