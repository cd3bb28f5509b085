namespace DbMarketing.Engine.Rfm;

/// <summary>
/// Scores 1 to 5 by how many customers are worse: 1 + ⌊5 × worse ÷ all⌋, where worse are those with a strictly lower value. So customers
/// with equal values share a score, the lowest that any of them would get, and without ties each score holds a fifth. Immutable; a score
/// takes four comparisons.
/// </summary>
internal sealed class QuintileCuts<T>
    where T : struct, IComparable<T>
{
    public const int Scores = 5;

    private readonly T[] _below = new T[Scores - 1];
    private readonly T?[] _first = new T?[Scores];
    private readonly long[] _customers = new long[Scores];

    /// <param name="groups">Values with their customers, at least one; equal values may come more than once.</param>
    public QuintileCuts(IEnumerable<(T Value, long Customers)> groups)
    {
        var ascending = groups.GroupBy(group => group.Value)
            .Select(group => (Value: group.Key, Customers: group.Sum(same => same.Customers))).OrderBy(group => group.Value).ToList();
        var all = ascending.Sum(group => group.Customers);
        var worse = 0L;
        foreach (var (value, customers) in ascending)
        {
            var score = (int)(1 + (Scores * worse / all));
            _first[score - 1] ??= value;
            _customers[score - 1] += customers;
            worse += customers;
            for (var better = score; better < Scores; better++)
            {
                _below[better - 1] = value;
            }
        }
    }

    /// <summary>The score of a value, also of one that nobody has.</summary>
    public int Score(T value)
    {
        var score = 1;
        while (score < Scores && value.CompareTo(_below[score - 1]) > 0)
        {
            score++;
        }

        return score;
    }

    /// <summary>The lowest value that somebody has who scores so; null when nobody does.</summary>
    public T? First(int score) => _first[score - 1];

    /// <summary>How many customers score so.</summary>
    public long Customers(int score) => _customers[score - 1];
}
