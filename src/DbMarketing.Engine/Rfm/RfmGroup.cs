namespace DbMarketing.Engine.Rfm;

/// <summary>
/// A name for a part of the 125 cells, as marketers speak of them. The names and their order are custom in the field; where the borders
/// run is not, and is settled by the playbook, or else by <see cref="All"/>.
/// </summary>
/// <param name="Name">Such as <c>at risk</c>.</param>
/// <param name="Recency">The lowest and the highest score.</param>
/// <param name="Frequency">The lowest and the highest score.</param>
/// <param name="Monetary">The lowest and the highest score.</param>
public sealed record RfmGroup(string Name, (int From, int To) Recency, (int From, int To) Frequency, (int From, int To) Monetary)
{
    private static readonly (int, int) s_any = (1, 5);

    /// <summary>The rules of a playbook without its own, in order: the first that holds names a cell, and one holds for each.</summary>
    public static IReadOnlyList<RfmGroup> All { get; } =
    [
        new("champions", (4, 5), (4, 5), (4, 5)),
        new("loyal", (3, 5), (4, 5), s_any),
        new("big spenders", (3, 5), (1, 3), (5, 5)),
        new("potential loyalists", (4, 5), (2, 3), s_any),
        new("new", (4, 5), (1, 1), s_any),
        new("need attention", (3, 3), (2, 3), s_any),
        new("promising", (3, 3), (1, 1), s_any),
        new("cannot lose", (1, 2), (4, 5), (4, 5)),
        new("at risk", (1, 2), (3, 5), s_any),
        new("about to sleep", (2, 2), (1, 2), s_any),
        new("hibernating", (1, 1), (1, 2), s_any),
    ];

    /// <summary>Whether a cell lies within the scores.</summary>
    internal bool Holds(RfmCell cell) =>
        Within(cell.Recency, Recency) && Within(cell.Frequency, Frequency) && Within(cell.Monetary, Monetary);

    private static bool Within(int score, (int From, int To) range) => score >= range.From && score <= range.To;
}
