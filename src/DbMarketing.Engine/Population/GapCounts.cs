using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Projections;

namespace DbMarketing.Engine.Population;

/// <summary>
/// The gaps of all customers, which the lag model is fitted to: each review that moved a standing takes the customer out as it was and
/// adds it as it is, among all and within each category that the playbook listed. Saved by blocks of the last purchase's day, so that a
/// day of turns rewrites one or two of them.
/// </summary>
/// <param name="fewCells">Up to so many cells, every picture is of what was folded last.</param>
public sealed class GapCounts(int fewCells = 10_000) : IProjection
{
    /// <summary>The shortest time between two pictures of many cells: each is a copy of them all, and a fit is in no hurry.</summary>
    internal static readonly TimeSpan ShownEvery = TimeSpan.FromSeconds(10);

    // One for each category that a playbook ever listed, so there are few.
    private readonly SortedDictionary<string, GapPopulation> _scopes = new(StringComparer.Ordinal) { [LagReading.All] = new() };
    private bool _unshown = true;
    private GapFigures? _figures;

    public string Name => "gaps";

    public int Version => 1;

    /// <summary>When days were joined depends on the order in which lanes were read.</summary>
    public bool HasForgotten => _scopes.Values.Any(static scope => scope.DaysWide > 1);

    /// <summary>What was published last; null before the first time.</summary>
    public GapFigures? Figures => Volatile.Read(ref _figures);

    public bool Concerns(ReadOnlySpan<byte> payload) => payload.IndexOf("\"reviewed\""u8) >= 0;

    public void Fold(JournalRow row, IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry is Reviewed { MovedStanding: true } reviewed)
            {
                Move(reviewed.Was, reviewed.Is);
            }
        }
    }

    /// <summary>Adds a customer to a picture that is made once and not from the journal's rows.</summary>
    public void Add(Standing standing) => Move(null, standing);

    public IReadOnlyList<ProjectionPart> CaptureChanges() =>
        [.. _scopes.SelectMany(static scope => GapParts.Capture(scope.Key, scope.Value))];

    public void Restore(IReadOnlyList<ProjectionPart> parts, bool whole)
    {
        if (whole)
        {
            _scopes.Clear();
            _scopes[LagReading.All] = new();
        }

        foreach (var scope in parts.GroupBy(GapParts.ScopeOf))
        {
            GapParts.Restore(ScopeOf(scope.Key), scope);
        }

        _unshown |= whole || parts.Count > 0;
    }

    public void Publish(DateTimeOffset asOf)
    {
        if (_figures is { } shown && (!_unshown || (_scopes[LagReading.All].Cells.Count > fewCells && asOf < shown.AsOf + ShownEvery)))
        {
            // What did not change is as true now.
            Volatile.Write(ref _figures, _unshown ? shown : shown with { AsOf = asOf });
            return;
        }

        _unshown = false;
        var copies = _scopes.ToDictionary(static scope => scope.Key, static scope => scope.Value.Copy());
        copies.Remove(LagReading.All, out var all);
        Volatile.Write(ref _figures, new(asOf, all!, copies));
    }

    private void Move(Standing? was, Standing? now)
    {
        Add(now, 1);
        Add(was, -1);
        _unshown = true;
    }

    private void Add(Standing? standing, int sign)
    {
        if (standing is not { Orders: > 0 })
        {
            return;
        }

        // A standing that was announced before gaps were is passed over, until the customer's next review.
        if ((standing.PurchaseDays > 1) == (standing.Gaps.Count > 0))
        {
            Add(LagReading.All, standing.Gaps, standing.LastDay, sign);
        }

        foreach (var (category, gaps, lastDay) in standing.Categories.Items)
        {
            Add(category, gaps, lastDay, sign);
        }
    }

    private void Add(string scope, GapStatistics gaps, int lastDay, int sign)
    {
        if (sign > 0)
        {
            ScopeOf(scope).Add(gaps, lastDay);
        }
        else
        {
            ScopeOf(scope).Remove(gaps, lastDay);
        }
    }

    private GapPopulation ScopeOf(string scope)
    {
        if (!_scopes.TryGetValue(scope, out var gaps))
        {
            _scopes[scope] = gaps = new();
        }

        return gaps;
    }
}
