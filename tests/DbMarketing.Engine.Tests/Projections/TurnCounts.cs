using System.Globalization;
using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Tests.Projections;

/// <summary>The simplest projection: how many turns each customer has had.</summary>
internal sealed class TurnCounts : IProjection
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _changed = [];

    public string Name => "turn-counts";

    public int Version { get; init; } = 1;

    /// <summary>What was published last, as <c>key=count</c> with spaces between.</summary>
    public string Picture { get; private set; } = "";

    public DateTimeOffset PictureAsOf { get; private set; }

    /// <summary>Called before each fold.</summary>
    public Action Folding { get; set; } = static () => { };

    public bool Concerns(ReadOnlySpan<byte> payload) => payload.IndexOf("\"irrelevant\""u8) < 0;

    public void Fold(JournalRow row, IReadOnlyList<Entry> entries)
    {
        Folding();
        var key = row.Customer.Value.ToString(CultureInfo.InvariantCulture);
        _counts[key] = _counts.GetValueOrDefault(key) + entries.Count;
        _changed.Add(key);
    }

    public IReadOnlyList<ProjectionPart> CaptureChanges()
    {
        var parts = _changed.Select(key =>
            new ProjectionPart(key, Encoding.UTF8.GetBytes(_counts[key].ToString(CultureInfo.InvariantCulture)))).ToList();
        _changed.Clear();
        return parts;
    }

    public void Restore(IReadOnlyList<ProjectionPart> parts, bool whole)
    {
        if (whole)
        {
            _counts.Clear();
            _changed.Clear();
        }

        foreach (var part in parts)
        {
            _counts[part.Key] = int.Parse(Encoding.UTF8.GetString(part.Body.Span), CultureInfo.InvariantCulture);
        }
    }

    public void Publish(DateTimeOffset asOf) =>
        (Picture, PictureAsOf) = (string.Join(' ', _counts.Select(static count => $"{count.Key}={count.Value}")), asOf);
}
