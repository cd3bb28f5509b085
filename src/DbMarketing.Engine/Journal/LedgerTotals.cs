namespace DbMarketing.Engine.Journal;

/// <summary>Adds up the ledger counts of one commit, so that each ledger row is written once, in one order.</summary>
internal static class LedgerTotals
{
    public static List<LedgerDelta> Of(IReadOnlyList<JournalWrite> writes)
    {
        var totals = new Dictionary<LedgerDelta, long>();
        foreach (var write in writes)
        {
            foreach (var delta in write.Ledger)
            {
                var key = delta with { Count = 0 };
                totals[key] = totals.GetValueOrDefault(key) + delta.Count;
            }
        }

        return totals.Select(static pair => pair.Key with { Count = pair.Value })
            .OrderBy(static delta => delta.Hour).ThenBy(static delta => delta.Source, StringComparer.Ordinal)
            .ThenBy(static delta => delta.Kind).ThenBy(static delta => delta.Code, StringComparer.Ordinal).ToList();
    }
}
