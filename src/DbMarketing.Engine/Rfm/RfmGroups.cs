namespace DbMarketing.Engine.Rfm;

/// <summary>The names of all cells: rules in their order, of which the first that holds names a cell. Immutable and thread-safe.</summary>
public sealed class RfmGroups
{
    private readonly RfmGroup?[] _byPlace;

    /// <param name="rules">In order; all cells that none of them holds have no name.</param>
    public RfmGroups(IReadOnlyList<RfmGroup> rules)
    {
        Rules = rules;
        _byPlace = [.. Enumerable.Range(0, RfmCell.Count).Select(place => rules.FirstOrDefault(rule => rule.Holds(RfmCell.At(place))))];
    }

    /// <summary>The groups that are custom in the field.</summary>
    public static RfmGroups Default { get; } = new(RfmGroup.All);

    public IReadOnlyList<RfmGroup> Rules { get; }

    /// <summary>Cells that no rule holds.</summary>
    public IEnumerable<RfmCell> Unnamed => Places(null);

    /// <summary>The name of a cell; null for one that no rule holds.</summary>
    public RfmGroup? Of(RfmCell cell) => _byPlace[cell.Place];

    /// <summary>The cells that a rule names: those which it holds and no rule before it does.</summary>
    public IEnumerable<RfmCell> CellsOf(RfmGroup rule) => Places(rule);

    /// <summary>What each name comes to, in the order of the rules.</summary>
    /// <param name="cells">Totals by <see cref="RfmCell.Place"/>.</param>
    public IReadOnlyList<(RfmGroup Named, RfmTotal Total)> Totals(IReadOnlyList<RfmTotal> cells) =>
        [.. Rules.Select(rule => (rule, CellsOf(rule).Aggregate(new RfmTotal(), (sum, cell) => RfmTotal.Add(sum, cells[cell.Place]))))];

    private IEnumerable<RfmCell> Places(RfmGroup? rule) =>
        _byPlace.Index().Where(pair => ReferenceEquals(pair.Item, rule)).Select(static pair => RfmCell.At(pair.Index));
}
