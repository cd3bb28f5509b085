using DbMarketing.Engine.Engines;

namespace DbMarketing.Silo.Statistics;

/// <summary>
/// What a node has heard of the silos. Where they report, one that starts anew has heard of nobody: so a silo that is missing is held for
/// some replies more, and decisions stay until newer ones push them out. Thread-safe to read while one thread adds.
/// </summary>
/// <param name="decisions">The most decisions that are kept.</param>
internal sealed class HeardReports(int decisions)
{
    /// <summary>A silo that is missing from this many replies in a row is gone.</summary>
    public const int Patience = 5;

    private readonly Dictionary<string, (SiloReport Report, int Missing)> _silos = new(StringComparer.Ordinal);
    private DecisionMessage[] _messages = [];
    private SiloReport[] _reports = [];
    private LatestDecision[] _latest = [];

    public IReadOnlyList<SiloReport> Silos => Volatile.Read(ref _reports);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<LatestDecision> Latest => Volatile.Read(ref _latest);

    /// <summary>Takes a reply in.</summary>
    public void Add(ClusterReport reply)
    {
        foreach (var (silo, known) in _silos.ToList())
        {
            _silos[silo] = known with { Missing = known.Missing + 1 };
        }

        foreach (var report in reply.Silos)
        {
            _silos[report.Silo] = (report, 0);
        }

        foreach (var gone in _silos.Where(static known => known.Value.Missing >= Patience).ToList())
        {
            _silos.Remove(gone.Key);
        }

        Volatile.Write(ref _reports, [.. _silos.Values.Select(static known => known.Report)]);
        AddDecisions(reply.Decisions);
    }

    /// <summary>Reads only the decisions that were not there before.</summary>
    private void AddDecisions(DecisionMessage[] messages)
    {
        var read = _messages.Zip(_latest).ToDictionary(static pair => pair.First.Id, static pair => pair.Second, StringComparer.Ordinal);
        _messages = DecisionMessage.Newest(_messages, messages, decisions);
        Volatile.Write(ref _latest, [.. _messages.Select(message => read.GetValueOrDefault(message.Id) ?? message.Read())]);
    }
}
