namespace DbMarketing.Engine.Rfm;

/// <summary>The three scores of a customer, each 1 to 5; 5 is best.</summary>
public readonly record struct RfmCell(int Recency, int Frequency, int Monetary)
{
    /// <summary>How many cells there are.</summary>
    public const int Count = 125;

    /// <summary>The cell's place, 0 (111) to 124 (555).</summary>
    public int Place => ((Recency - 1) * 25) + ((Frequency - 1) * 5) + Monetary - 1;

    /// <summary>The cell at a place.</summary>
    public static RfmCell At(int place) => new((place / 25) + 1, (place / 5 % 5) + 1, (place % 5) + 1);

    /// <summary>Such as <c>545</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Recency}{Frequency}{Monetary}");
}
