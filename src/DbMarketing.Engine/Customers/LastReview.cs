using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// What the reviews of a customer have announced so far: the fold of its <see cref="Reviewed"/> entries. Immutable; part of the snapshot,
/// never of what a merge carries over.
/// </summary>
public sealed record LastReview
{
    /// <summary>
    /// The version of the last review, as <see cref="Reviewed.Version"/> names it; null before the first. Is stored under its first name.
    /// </summary>
    [JsonPropertyName("playbook")]
    public string? Version { get; init; }

    /// <summary>What the population counts of the customer; null while it does not count.</summary>
    public Standing? Standing { get; init; }

    /// <summary>
    /// What the due index holds: no change by time alone comes before this instant. Null when nothing is indexed.
    /// </summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The segments that the customer is in, by their ids in ordinal order.</summary>
    public IReadOnlyList<Membership> Memberships { get; init => field = value ?? []; } = [];

    /// <summary>Since when the customer has been in a segment; null when it is not, or when the segment is never stored.</summary>
    public DateTimeOffset? SinceOf(string segment)
    {
        foreach (var membership in Memberships)
        {
            if (membership.Segment == segment)
            {
                return membership.Since;
            }
        }

        return null;
    }

    /// <summary>Folds one review. Pure.</summary>
    internal LastReview After(Reviewed reviewed)
    {
        var counts = reviewed.MovedStanding ? reviewed.Is is not null : Standing is not null;
        var indexed = counts && DueAt > reviewed.At ? DueAt : null;
        return new()
        {
            Version = reviewed.Version is null ? Version : TextPool.Share(reviewed.Version),
            Standing = reviewed.MovedStanding ? reviewed.Is : Standing,
            DueAt = reviewed.DueAt ?? indexed,
            Memberships = reviewed.Entered.Count + reviewed.Left.Count == 0 ? Memberships : Fold(Memberships, reviewed),
        };
    }

    /// <summary>The same, with texts that it has in common with other customers.</summary>
    internal LastReview Shared() => this with
    {
        Version = Version is null ? null : TextPool.Share(Version),
        Memberships = [.. Memberships.Select(static one => one with { Segment = TextPool.Share(one.Segment) })],
    };

    /// <summary>A turn may enter and leave one segment more than once: the later change holds, and no two have one instant.</summary>
    private static List<Membership> Fold(IReadOnlyList<Membership> memberships, Reviewed reviewed)
    {
        var folded = new SortedList<string, DateTimeOffset>(StringComparer.Ordinal);
        foreach (var membership in memberships)
        {
            folded.Add(membership.Segment, membership.Since);
        }

        var changes = reviewed.Left.Select(static left => (Change: left, Inside: false))
            .Concat(reviewed.Entered.Select(static entered => (Change: entered, Inside: true)));
        foreach (var (change, inside) in changes.OrderBy(static item => item.Change.At))
        {
            if (inside)
            {
                folded[TextPool.Share(change.Segment)] = change.At;
            }
            else
            {
                folded.Remove(change.Segment);
            }
        }

        return [.. folded.Select(static pair => new Membership(pair.Key, pair.Value))];
    }
}

/// <summary>A customer is in a segment.</summary>
/// <param name="Segment">The segment's id in the playbook.</param>
/// <param name="Since">The instant of <see cref="SegmentChange.At"/>.</param>
public readonly record struct Membership(string Segment, DateTimeOffset Since);
