using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Simulation;

/// <summary>What must hold after every run, whatever went wrong in it. Each names its violations.</summary>
internal static class Invariants
{
    public const string Acknowledged = "acknowledged";
    public const string Caps = "caps";
    public const string Due = "due";
    public const string Fold = "fold";
    public const string Instants = "instants";
    public const string Ledger = "ledger";
    public const string Members = "members";
    public const string Positions = "positions";
    public const string Sums = "sums";

    /// <param name="journal">What is stored.</param>
    /// <param name="acknowledged">What senders were told.</param>
    /// <param name="recovered">What the engine knows of each customer.</param>
    /// <param name="now">Up to when everything that was due has been taken up.</param>
    public static IEnumerable<Violation> Check(
        StoredJournal journal, Acknowledgements acknowledged, IReadOnlyDictionary<CustomerId, CustomerSnapshot> recovered,
        DateTimeOffset now) =>
        [
            .. CheckAcknowledged(journal, acknowledged).Select(static text => new Violation(Acknowledged, text)),
            .. CapModel.Check(journal).Select(static text => new Violation(Caps, text)),
            .. CheckFold(journal, recovered).Select(static text => new Violation(Fold, text)),
            .. CheckLedger(journal, acknowledged).Select(static text => new Violation(Ledger, text)),
            .. CheckPositions(journal).Select(static text => new Violation(Positions, text)),
            .. SegmentModel.CheckMembers(recovered, now).Select(static text => new Violation(Members, text)),
            .. SegmentModel.CheckSums(journal, recovered, now).Select(static text => new Violation(Sums, text)),
            .. SegmentModel.CheckInstants(journal, now).Select(static text => new Violation(Instants, text)),
            .. SegmentModel.CheckDue(journal, recovered, now).Select(static text => new Violation(Due, text)),
        ];

    /// <summary>Nothing acknowledged is lost, and nothing at all is there twice.</summary>
    private static IEnumerable<string> CheckAcknowledged(StoredJournal journal, Acknowledgements acknowledged)
    {
        var stored = journal.AllEntries().OfType<InteractionRecorded>().CountBy(static entry => entry.Interaction.MessageId).ToDictionary();
        var decisions = journal.AllEntries().OfType<DecisionMade>().CountBy(static entry => entry.Decision.Id).ToDictionary();
        return acknowledged.Broken
            .Concat(acknowledged.Messages.Where(message => !stored.ContainsKey(message)).Select(message => $"{message} is lost"))
            .Concat(acknowledged.Decisions.Where(decision => !decisions.ContainsKey(decision))
                .Select(decision => $"decision {decision} is lost"))
            .Concat(stored.Concat(decisions).Where(static pair => pair.Value > 1)
                .Select(static pair => $"{pair.Key} is there {pair.Value} times"));
    }

    /// <summary>What the engine recovers from snapshot and tail is the fold of the whole journal.</summary>
    private static IEnumerable<string> CheckFold(StoredJournal journal, IReadOnlyDictionary<CustomerId, CustomerSnapshot> recovered)
    {
        foreach (var (customer, snapshot) in recovered)
        {
            var engine = Encoding.UTF8.GetString(SnapshotCodec.Write(snapshot));
            var folded = Encoding.UTF8.GetString(SnapshotCodec.Write(journal.Fold(customer).CaptureSnapshot()));
            if (engine != folded)
            {
                yield return $"{customer} recovered as\n{engine}\nbut the journal folds to\n{folded}";
            }
        }
    }

    /// <summary>Every applied interaction is counted once; what was answered was counted.</summary>
    private static IEnumerable<string> CheckLedger(StoredJournal journal, Acknowledgements acknowledged)
    {
        var recorded = journal.AllEntries().OfType<InteractionRecorded>().LongCount();
        var counts = journal.Ledger.GroupBy(static delta => delta.Kind)
            .ToDictionary(static group => group.Key, static group => group.Sum(delta => delta.Count));
        if (counts.GetValueOrDefault(VerdictKind.Applied) != recorded)
        {
            yield return $"the ledger counts {counts.GetValueOrDefault(VerdictKind.Applied)} applied, the journal holds {recorded}";
        }

        foreach (var (kind, count) in acknowledged.Verdicts)
        {
            if (counts.GetValueOrDefault(kind) < count)
            {
                yield return $"{count} were answered {kind}, the ledger counts {counts.GetValueOrDefault(kind)}";
            }
        }
    }

    /// <summary>Positions and sequences have neither gap nor repetition.</summary>
    private static IEnumerable<string> CheckPositions(StoredJournal journal)
    {
        var lane = journal.Lane.Select(static (row, index) => (row.Position, Expected: index + 1L))
            .FirstOrDefault(static at => at.Position != at.Expected);
        if (lane != default)
        {
            yield return $"the lane has position {lane.Position} where {lane.Expected} is due";
        }

        foreach (var (customer, rows) in journal.Customers)
        {
            if (!rows.Select(static row => row.Sequence).SequenceEqual(Enumerable.Range(1, rows.Count)
                .Select(static number => (long)number)))
            {
                yield return $"{customer} has sequences {string.Join(' ', rows.Select(static row => row.Sequence))}";
            }
        }
    }
}

/// <param name="Invariant">Which one was broken.</param>
/// <param name="Text">By what.</param>
internal sealed record Violation(string Invariant, string Text);
