using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Simulation;

/// <summary>What the senders were told: the engine must keep all of it.</summary>
internal sealed class Acknowledgements
{
    private readonly HashSet<string> _messages = [];
    private readonly List<string> _decisions = [];
    private readonly List<string> _broken = [];

    public IReadOnlyCollection<string> Messages => _messages;

    public IReadOnlyList<string> Decisions => _decisions;

    /// <summary>Promises that an answer broke by itself.</summary>
    public IReadOnlyList<string> Broken => _broken;

    /// <summary>Verdicts that were received, by kind.</summary>
    public Dictionary<VerdictKind, long> Verdicts { get; } = [];

    public bool Contains(string message) => _messages.Contains(message);

    public void Add(string message, Verdict verdict, bool wasAcknowledged)
    {
        Verdicts[verdict.Kind] = Verdicts.GetValueOrDefault(verdict.Kind) + 1;
        if (verdict.Kind is not (VerdictKind.Applied or VerdictKind.Duplicate))
        {
            _broken.Add($"{message} was rejected: {verdict.Reason}");
        }
        else if (!_messages.Add(message) && wasAcknowledged && verdict.Kind == VerdictKind.Applied)
        {
            _broken.Add($"{message} was applied again after it had been acknowledged");
        }
    }

    public void AddDecision(DecideReply reply) => _decisions.Add(reply.Decision.Id);
}
