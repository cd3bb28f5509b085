namespace DbMarketing.Server.Demo;

/// <summary>The synthetic shop of <c>serve --demo</c>.</summary>
internal sealed record DemoOptions
{
    /// <summary>Interactions each second unless another rate is given.</summary>
    public const double DefaultRate = 20;

    /// <summary>The highest rate; above it a load test is the better tool.</summary>
    public const double MaxRate = 5_000;

    public double Rate { get; init; } = DefaultRate;

    /// <summary>People at the start; each one who churns is followed by a new one.</summary>
    public int People { get; init; } = 2_000;

    /// <summary>The most people ever; nobody new comes after that.</summary>
    public int MaxPeople { get; init; } = 50_000;

    /// <summary>Everything random follows from it.</summary>
    public int Seed { get; init; } = 20_261_122;
}
