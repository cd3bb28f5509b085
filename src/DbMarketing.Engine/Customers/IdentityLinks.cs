namespace DbMarketing.Engine.Customers;

/// <summary>Where another id stands towards this customer.</summary>
public enum LinkStanding : byte
{
    None = 0,
    Pending,
    Absorbed,
    Refused,
}

/// <summary>The ids that this customer absorbed, asked for, or was refused.</summary>
internal sealed class IdentityLinks
{
    private readonly SortedSet<CustomerId> _aliases = [];
    private readonly SortedSet<CustomerId> _pending = [];
    private readonly List<CustomerId> _refused = [];

    public IReadOnlyCollection<CustomerId> Aliases => _aliases;

    public IReadOnlyCollection<CustomerId> Pending => _pending;

    public LinkStanding Find(CustomerId other)
    {
        if (_aliases.Contains(other))
        {
            return LinkStanding.Absorbed;
        }

        if (_pending.Contains(other))
        {
            return LinkStanding.Pending;
        }

        return _refused.Contains(other) ? LinkStanding.Refused : LinkStanding.None;
    }

    public void Request(CustomerId other)
    {
        _refused.Remove(other);
        _pending.Add(other);
    }

    public void Close(CustomerId other, bool refused)
    {
        _pending.Remove(other);
        if (!refused || _refused.Contains(other))
        {
            return;
        }

        _refused.Add(other);
        if (_refused.Count > StateLimits.RefusedLinks)
        {
            _refused.RemoveAt(0);
        }
    }

    public void Absorb(CustomerId loser, IReadOnlyList<string>? losersAliases)
    {
        Settle(loser);
        foreach (var alias in losersAliases ?? [])
        {
            Settle(CustomerId.Parse(alias));
        }
    }

    public LinksSnapshot? Capture() => _aliases.Count + _pending.Count + _refused.Count == 0 ? null : new(
        [.. _aliases.Select(id => id.ToString())],
        [.. _pending.Select(id => id.ToString())],
        [.. _refused.Select(id => id.ToString())]);

    public void Restore(LinksSnapshot? snapshot)
    {
        _aliases.UnionWith(snapshot?.Aliases.Select(CustomerId.Parse) ?? []);
        _pending.UnionWith(snapshot?.Pending.Select(CustomerId.Parse) ?? []);
        _refused.AddRange(snapshot?.Refused.Select(CustomerId.Parse) ?? []);
    }

    /// <summary>An id that became part of this customer is neither asked for nor refused any more, by whatever way it came.</summary>
    private void Settle(CustomerId alias)
    {
        _pending.Remove(alias);
        _refused.Remove(alias);
        _aliases.Add(alias);
    }
}
