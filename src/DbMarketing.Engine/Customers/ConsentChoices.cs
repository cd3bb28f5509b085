namespace DbMarketing.Engine.Customers;

/// <summary>The latest choice for each purpose and channel. Of two at the same instant the objection wins.</summary>
internal sealed class ConsentChoices
{
    private readonly List<Consent> _choices = [];

    /// <summary>In the order of purpose and channel.</summary>
    public IReadOnlyCollection<Consent> All => _choices;

    public void Add(Consent choice)
    {
        var place = _choices.FindIndex(known => known.Purpose == choice.Purpose && known.Channel == choice.Channel);
        if (place >= 0)
        {
            _choices[place] = CompareAge(_choices[place], choice) >= 0 ? _choices[place] : choice;
            return;
        }

        _choices.Add(choice);
        if (_choices.Count > StateLimits.Consents)
        {
            _choices.Remove(_choices.Aggregate((oldest, next) =>
                (next.At, CompareKey(next, oldest)).CompareTo((oldest.At, 0)) < 0 ? next : oldest));
        }

        _choices.Sort(CompareKey);
    }

    public IReadOnlyList<Consent>? Capture() => _choices.Count == 0 ? null : [.. _choices];

    public void Merge(IReadOnlyList<Consent>? other)
    {
        foreach (var choice in other ?? [])
        {
            Add(choice);
        }
    }

    private static int CompareKey(Consent left, Consent right)
    {
        var order = string.CompareOrdinal(left.Purpose, right.Purpose);
        return order != 0 ? order : string.CompareOrdinal(left.Channel, right.Channel);
    }

    private static int CompareAge(Consent left, Consent right)
    {
        var order = left.At.CompareTo(right.At);
        order = order != 0 ? order : right.Granted.CompareTo(left.Granted);
        return order != 0 ? order : string.CompareOrdinal(left.Source, right.Source);
    }
}
