namespace DbMarketing.Engine.Playbooks;

/// <summary>Finds what a mistyped name probably meant, for the messages of faults.</summary>
public static class NearestName
{
    private const int LongestCompared = 64;

    /// <summary><c>; did you mean 'x'?</c>, or nothing when no name is near.</summary>
    public static string Hint(string name, IEnumerable<string> names) =>
        Find(name, names) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    /// <summary>The nearest of the names; null when none is near.</summary>
    public static string? Find(string name, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(names);
        var (best, bestDistance) = ((string?)null, Math.Max(2, name.Length / 3) + 1);
        foreach (var candidate in names)
        {
            var distance = Distance(name, candidate);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (candidate, distance);
            }
        }

        return best;
    }

    /// <summary>Levenshtein distance that ignores case; names longer than 64 characters are never near.</summary>
    private static int Distance(string left, string right)
    {
        if (left.Length > LongestCompared || right.Length > LongestCompared)
        {
            return int.MaxValue;
        }

        Span<int> row = stackalloc int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
        {
            row[column] = column;
        }

        for (var line = 1; line <= left.Length; line++)
        {
            var diagonal = row[0];
            row[0] = line;
            for (var column = 1; column <= right.Length; column++)
            {
                var change = char.ToLowerInvariant(left[line - 1]) == char.ToLowerInvariant(right[column - 1]) ? 0 : 1;
                (diagonal, row[column]) = (row[column], Math.Min(Math.Min(row[column], row[column - 1]) + 1, diagonal + change));
            }
        }

        return row[right.Length];
    }
}
