namespace DbMarketing.Engine.Customers;

/// <summary>
/// Tastes: category weights that halve every 30 days, in steps of a quarter of that. Each step keeps an integer sum, so that no order of
/// arrival shows. Scores are in product views: one view of this week is 1.
/// </summary>
public sealed class Affinities
{
    /// <summary>Length of a step: a quarter of the half-life of 30 days.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromDays(7.5);

    /// <summary>Steps after which a weight (by then 1/256) counts no more.</summary>
    public const int Steps = 32;

    private static readonly double[] Decay = [.. Enumerable.Range(0, Steps).Select(age => Math.Pow(2, -age / 4.0))];
    private NewestList<AffinityCell> _cells;

    /// <summary>The decayed weight of a category (a prefix of the path counts its children), 0 when unknown.</summary>
    public double Score(string category, DateTimeOffset now) => Sums(category, now).Score;

    /// <summary>The category's share of all decayed weight, 0 to 1.</summary>
    public double Share(string category, DateTimeOffset now)
    {
        var (score, all) = Sums(category, now);
        return score > 0 ? score / all : 0;
    }

    /// <summary>The strongest categories, strongest first, ties in alphabetical order.</summary>
    public IReadOnlyList<CategoryScore> Top(int count, DateTimeOffset now)
    {
        var step = StepOf(now);
        var all = Sums("", now).All;
        return [.. Categories()
            .Select(category => (category, score: Own(category, step)))
            .Where(pair => pair.score > 0)
            .OrderByDescending(pair => pair.score).ThenBy(pair => pair.category, StringComparer.Ordinal)
            .Take(count)
            .Select(pair => new CategoryScore(pair.category, pair.score, pair.score / all, LatestOf(pair.category)))];
    }

    /// <summary>The beginning of the step in which a taste was shown last; null when none was.</summary>
    public DateTimeOffset? LatestAt => _cells.Count > 0 ? DateTimeOffset.UnixEpoch + (_cells.Items[^1].Step * Step) : null;

    /// <summary>When scores next fall by time alone; null when nothing is left of them.</summary>
    public DateTimeOffset? NextChange(DateTimeOffset now)
    {
        var next = StepOf(now) + 1;
        return _cells.Count > 0 && next <= _cells.Items[^1].Step + Steps ? DateTimeOffset.UnixEpoch + (next * Step) : null;
    }

    internal void Add(string category, int weight, DateTimeOffset at) => Add(new(TextPool.Share(category), StepOf(at), weight));

    internal AffinitySnapshot? Capture()
    {
        if (_cells.Count == 0)
        {
            return null;
        }

        var categories = Categories();
        var cells = new List<int>(_cells.Count * 3);
        foreach (var cell in _cells.Items)
        {
            cells.AddRange([cell.Step, categories.IndexOf(cell.Category), cell.Weight]);
        }

        return new(categories, cells);
    }

    internal void Merge(AffinitySnapshot? other)
    {
        for (var i = 0; i < (other?.Cells.Count ?? 0); i += 3)
        {
            Add(new(TextPool.Share(other!.Categories[other.Cells[i + 1]]), other.Cells[i], other.Cells[i + 2]));
        }
    }

    private static int StepOf(DateTimeOffset at) => (int)((at - DateTimeOffset.UnixEpoch).Ticks / Step.Ticks);

    private static bool IsWithin(string category, string path) =>
        category.StartsWith(path, StringComparison.Ordinal) && (category.Length == path.Length || category[path.Length] == '.');

    private static double Weight(in AffinityCell cell, int step)
    {
        var age = Math.Max(0, step - cell.Step);
        return age < Steps ? cell.Weight * Decay[age] / 1000 : 0;
    }

    private void Add(AffinityCell added)
    {
        var place = _cells.Find(added);
        if (place >= 0)
        {
            ref var cell = ref _cells.Items[place];
            cell = new(cell.Category, cell.Step, (int)Math.Min(int.MaxValue, (long)cell.Weight + added.Weight));
            return;
        }

        _cells.Add(added, StateLimits.AffinityCells, out _);
    }

    private (double Score, double All) Sums(string category, DateTimeOffset now)
    {
        var step = StepOf(now);
        var (score, all) = (0.0, 0.0);
        foreach (ref readonly var cell in _cells.Items)
        {
            var weight = Weight(cell, step);
            all += weight;
            score += IsWithin(cell.Category, category) ? weight : 0;
        }

        return (score, all);
    }

    private double Own(string category, int step)
    {
        var score = 0.0;
        foreach (ref readonly var cell in _cells.Items)
        {
            score += cell.Category == category ? Weight(cell, step) : 0;
        }

        return score;
    }

    private DateTimeOffset LatestOf(string category)
    {
        var latest = 0;
        foreach (ref readonly var cell in _cells.Items)
        {
            latest = cell.Category == category ? cell.Step : latest;
        }

        return DateTimeOffset.UnixEpoch + (latest * Step);
    }

    private List<string> Categories()
    {
        var categories = new List<string>();
        foreach (var cell in _cells.Items)
        {
            if (!categories.Contains(cell.Category))
            {
                categories.Add(cell.Category);
            }
        }

        categories.Sort(StringComparer.Ordinal);
        return categories;
    }

    private readonly record struct AffinityCell(string Category, int Step, int Weight) : IComparable<AffinityCell>
    {
        public int CompareTo(AffinityCell other) =>
            Step != other.Step ? Step.CompareTo(other.Step) : string.CompareOrdinal(Category, other.Category);
    }
}

/// <summary>
/// A category's decayed weight, in product views of this week, its share of all weight, 0 to 1, and when the step of 7.5 days began in
/// which it was last shown.
/// </summary>
public readonly record struct CategoryScore(string Category, double Score, double Share, DateTimeOffset LatestAt);
