using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Server.Import;

/// <summary>Records of the file on their way to the target: what is sent, and what was refused beside it.</summary>
internal sealed class ImportBatch
{
    private readonly List<AddressedInteraction> _interactions = [];
    private readonly List<long> _lines = [];
    private readonly List<RejectedInteraction> _rejected = [];
    private IReadOnlyList<Verdict> _verdicts = [];

    /// <summary>Records in it, refused ones among them.</summary>
    public int Count => _interactions.Count + _rejected.Count;

    public int RejectedCount => _rejected.Count;

    public IEnumerable<(long Line, AddressedInteraction Sent, Verdict Verdict)> Verdicts => _lines.Zip(_interactions, _verdicts);

    public void Add(long line, AddressedInteraction interaction)
    {
        _lines.Add(line);
        _interactions.Add(interaction);
    }

    public void AddRejected(RejectedInteraction rejected) => _rejected.Add(rejected);

    public async Task<ImportBatch> SendAsync(IImportTarget target, CancellationToken cancellationToken)
    {
        if (_interactions.Count > 0)
        {
            _verdicts = await target.RecordAsync(_interactions, cancellationToken);
        }

        if (_rejected.Count > 0)
        {
            await target.RecordRejectedAsync(_rejected, cancellationToken);
        }

        return this;
    }
}
