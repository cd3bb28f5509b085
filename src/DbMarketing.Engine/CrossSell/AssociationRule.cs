namespace DbMarketing.Engine.CrossSell;

/// <summary>
/// Whoever has the antecedent tends to have the consequent. The counts are of baskets for rules over orders, of customers for rules over
/// the sequence of purchases. Measures as Agrawal, Imielinski and Swami (1993) and Piatetsky-Shapiro (1991, leverage) define them.
/// </summary>
/// <param name="Antecedent">Items in ordinal order; none in a rule of length 1.</param>
/// <param name="Consequent">The one item that is expected.</param>
/// <param name="Count">Baskets with antecedent and consequent.</param>
/// <param name="AntecedentCount">Baskets with the antecedent; at least <paramref name="Count"/>.</param>
/// <param name="ConsequentCount">Baskets with the consequent; at least <paramref name="Count"/>.</param>
/// <param name="Baskets">All baskets.</param>
public sealed record AssociationRule(
    IReadOnlyList<string> Antecedent, string Consequent, long Count, long AntecedentCount, long ConsequentCount, long Baskets)
{
    /// <summary>The corrected p-value up to which a rule counts as significant.</summary>
    public const double SignificanceLevel = 0.05;

    /// <summary>Best first: lift, count, the shorter antecedent, then the names. A total order, so that ties stand in one.</summary>
    public static IComparer<AssociationRule> BestFirst { get; } = Comparer<AssociationRule>.Create(Compare);

    /// <summary>The most by which <see cref="Count"/> may be too small, because a bounded count forgot rare pairs; 0 is exact.</summary>
    public long Missed { get; init; }

    /// <summary>Rules that were tested along with this one: all that reach the minimum count, whatever their confidence.</summary>
    public long Tests { get; init; } = 1;

    /// <summary>Share of all baskets, 0 to 1.</summary>
    public double Support => (double)Count / Baskets;

    /// <summary>Share of the antecedent's baskets, 0 to 1.</summary>
    public double Confidence => (double)Count / AntecedentCount;

    /// <summary>How many times more often than if the two had nothing to do with each other; 1 is by chance.</summary>
    public double Lift => (double)Count * Baskets / ((double)AntecedentCount * ConsequentCount);

    /// <summary>Share of baskets beyond what chance would give, -0.25 to 0.25.</summary>
    public double Leverage => Support - ((double)AntecedentCount / Baskets * ((double)ConsequentCount / Baskets));

    /// <summary>
    /// Chance of a count as great if the two had nothing to do with each other (<see cref="FisherExact"/>), 0 to 1. Found once, for it is
    /// asked of each rule to choose the significant ones, and again in each answer.
    /// </summary>
    public double PValue { get; } = FisherExact.UpperTail(Count, AntecedentCount, ConsequentCount, Baskets);

    /// <summary>
    /// The p-value times <see cref="Tests"/>, at most 1 (Bonferroni), for thousands of rules are tested at once and some look good by
    /// chance.
    /// </summary>
    public double CorrectedPValue => Math.Min(1, PValue * Tests);

    public bool IsSignificant => CorrectedPValue <= SignificanceLevel;

    public override string ToString() => $"{{{string.Join(", ", Antecedent)}}} => {{{Consequent}}}";

    private static int Compare(AssociationRule first, AssociationRule second)
    {
        var order = second.Lift.CompareTo(first.Lift);
        order = order != 0 ? order : second.Count.CompareTo(first.Count);
        order = order != 0 ? order : first.Antecedent.Count.CompareTo(second.Antecedent.Count);
        for (var i = 0; order == 0 && i < first.Antecedent.Count; i++)
        {
            order = string.CompareOrdinal(first.Antecedent[i], second.Antecedent[i]);
        }

        return order != 0 ? order : string.CompareOrdinal(first.Consequent, second.Consequent);
    }
}
