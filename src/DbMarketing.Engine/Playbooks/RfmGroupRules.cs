using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Playbooks;

/// <summary>The playbook's names for the RFM cells.</summary>
internal static class RfmGroupRules
{
    private const int Least = 1;
    private const int Most = 5;

    /// <summary>The playbook's own names, or those that are custom in the field. Ranges that are none count as any.</summary>
    public static RfmGroups GroupsOf(Playbook playbook) => playbook.RfmGroups is not { Count: > 0 } rules
        ? RfmGroups.Default
        : new([.. rules.Select(static rule => new RfmGroup(
            rule.Name, RangeOf(rule.Recency), RangeOf(rule.Frequency), RangeOf(rule.Monetary)))]);

    /// <summary>Names once each, ranges of scores, every cell with a name, and no name without a cell.</summary>
    public static void Check(PlaybookChecks checks, IReadOnlyList<RfmGroupRule> rules, RfmGroups groups)
    {
        const string Section = "rfmGroups";
        checks.Length(rules.Count, 0, PlaybookLimits.RfmGroups, "groups", checks.Draft.Place(Section));
        var before = checks.Faults.Count;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, rule) in rules.Index())
        {
            var place = checks.Draft.Place(Section, index);
            checks.Name(rule.Name, place.Member("name"));
            if (!names.Add(rule.Name))
            {
                checks.Faults.Add(place.Member("name"), $"'{rule.Name}' is there already; each name in '{Section}' stands once");
            }

            CheckRange(checks, rule.Recency, place.Member("recency"));
            CheckRange(checks, rule.Frequency, place.Member("frequency"));
            CheckRange(checks, rule.Monetary, place.Member("monetary"));
        }

        // Which cells have a name can be said of ranges that are right alone, and when no rule was left out for its shape.
        if (rules.Count > 0 && checks.Faults.Count == before && !checks.Draft.IsBroken(Section, ""))
        {
            CheckCells(checks, groups, Section);
        }
    }

    private static void CheckCells(PlaybookChecks checks, RfmGroups groups, string section)
    {
        foreach (var (index, rule) in groups.Rules.Index().Where(rule => !groups.CellsOf(rule.Item).Any()))
        {
            checks.Faults.Add(checks.Draft.Place(section, index), $"'{rule.Name}' names nobody: rules before it hold all of its cells");
        }

        if (groups.Unnamed.ToList() is [var first, ..] unnamed)
        {
            checks.Faults.Add(
                checks.Draft.Place(section, groups.Rules.Count - 1),
                $"leaves {unnamed.Count} of {RfmCell.Count} cells without a name, such as {first}; "
                + "end with a rule without ranges for the rest");
        }
    }

    private static void CheckRange(PlaybookChecks checks, IReadOnlyList<int>? range, FaultPlace place)
    {
        if (range is not null && !IsRange(range))
        {
            checks.Faults.Add(
                place, $"[{string.Join(", ", range)}] is not the lowest and the highest of the scores {Least} to {Most}, such as [4, 5]");
        }
    }

    private static bool IsRange(IReadOnlyList<int> range) =>
        range is [var from, var to] && from >= Least && from <= to && to <= Most;

    private static (int From, int To) RangeOf(IReadOnlyList<int>? range) =>
        range is not null && IsRange(range) ? (range[0], range[1]) : (Least, Most);
}
