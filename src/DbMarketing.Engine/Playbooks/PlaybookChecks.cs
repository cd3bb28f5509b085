using System.Text.RegularExpressions;

namespace DbMarketing.Engine.Playbooks;

/// <summary>The checks that every part of a playbook shares: ids, names, numbers, lengths of lists, and references.</summary>
internal sealed partial class PlaybookChecks(PlaybookDraft draft, FaultList faults)
{
    public PlaybookDraft Draft { get; } = draft;

    public FaultList Faults { get; } = faults;

    /// <summary>Checks the ids and names of a list, and its length; returns its items by id, the first of each.</summary>
    public Dictionary<string, T> Index<T>(
        string section, IReadOnlyList<T> items, int limit, Func<T, string> id, Func<T, string>? name, string idName = "id")
    {
        if (items.Count > limit)
        {
            Faults.Add(Draft.Place(section, limit), $"is number {limit + 1} of {items.Count} in '{section}'; at most {limit} are taken");
        }

        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        for (var index = 0; index < items.Count; index++)
        {
            var place = Draft.Place(section, index);
            Id(id(items[index]), place.Member(idName));
            if (name is not null)
            {
                Name(name(items[index]), place.Member("name"));
            }

            if (!found.TryAdd(id(items[index]), items[index]))
            {
                Faults.Add(place.Member(idName), $"'{id(items[index])}' is there already; each {idName} in '{section}' stands once");
            }
        }

        return found;
    }

    public void Id(string id, FaultPlace place)
    {
        if (!IdShape().IsMatch(id))
        {
            Faults.Add(place, $"'{id}' is not an id; 1 to {PlaybookLimits.IdLength} letters, digits, '-', '_' and '.', "
                + "beginning with a letter or digit");
        }
    }

    public void Name(string name, FaultPlace place)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > PlaybookLimits.NameLength)
        {
            Faults.Add(place, $"has {name.Length} characters; 1 to {PlaybookLimits.NameLength} are taken, not only blanks");
        }

        PlainText(name, place);
    }

    /// <summary>Checks a text that stands on one line, or is compared with others: nobody sees a control character in it.</summary>
    public void PlainText(string text, FaultPlace place)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsControl(text[index]))
            {
                Faults.Add(place, FormattableString.Invariant($"has the control character U+{(int)text[index]:X4} in place {index + 1}"));
                return;
            }
        }
    }

    /// <summary>Checks that a name refers to an item of a list; an item that was left out for its shape counts as there.</summary>
    public bool Refers(string id, string section, string what, IReadOnlyCollection<string> ids, FaultPlace place)
    {
        if (ids.Contains(id) || Draft.IsBroken(section, id))
        {
            return true;
        }

        Faults.Add(place, $"'{id}' is not {what} of the playbook{NearestName.Hint(id, ids)}");
        return false;
    }

    public void Between(double value, double min, double max, FaultPlace place)
    {
        if (!(value >= min && value <= max))
        {
            Faults.Add(place, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value} is not from {min} to {max}"));
        }
    }

    public void Weight(double weight, FaultPlace place) => Between(weight, PlaybookLimits.WeightMin, PlaybookLimits.WeightMax, place);

    public void AtMost(TimeSpan duration, TimeSpan longest, FaultPlace place)
    {
        if (duration > longest)
        {
            Faults.Add(place, $"{Durations.Format(duration)} is longer than {Durations.Format(longest)}, the longest that is taken");
        }
    }

    public void Length(int count, int min, int max, string what, FaultPlace place)
    {
        if (count < min || count > max)
        {
            Faults.Add(place, $"has {count} {what}; {min} to {max} are taken");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdShape();
}
