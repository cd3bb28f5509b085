using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// What a turn changed in how the customer counts: at most one a turn, the last of its entries. Whatever did not change is null or
/// empty, so that the population is the sum of these changes, in any order of customers.
/// </summary>
public sealed record Reviewed : Entry
{
    /// <summary>
    /// What the segments were evaluated by (<see cref="Playbooks.ReferenceData.ReviewVersion"/>), when it is another than before: the
    /// version of the playbook, with a plus sign and that of the lag model where they read one. Is stored under its first name.
    /// </summary>
    [JsonPropertyName("playbook")]
    public string? Version { get; init; }

    /// <summary>Segments that the customer has been in since, in the order in which it entered them.</summary>
    public IReadOnlyList<SegmentChange> Entered { get; init => field = value ?? []; } = [];

    /// <summary>Segments that it is in no more, in the order in which it left them.</summary>
    public IReadOnlyList<SegmentChange> Left { get; init => field = value ?? []; } = [];

    /// <summary>The standing that was announced before; null when there was none, or when it did not move.</summary>
    public Standing? Was { get; init; }

    /// <summary>The standing from now on; null when the customer counts no more, or when it did not move.</summary>
    public Standing? Is { get; init; }

    /// <summary>
    /// What the due index holds from now on. When null it holds what it held, unless that instant is not after <see cref="Entry.At"/>: it
    /// has fired, and the index holds nothing.
    /// </summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The standing moved, from or to none among others.</summary>
    [JsonIgnore]
    public bool MovedStanding => Was is not null || Is is not null;
}

/// <summary>A customer entered or left a segment.</summary>
/// <param name="Segment">The segment's id in the playbook.</param>
/// <param name="At">
/// The instant since which it holds, in whole milliseconds: when time alone made the change, the first at which the condition came out
/// differently, however much later that was noticed.
/// </param>
/// <param name="Reason">Why, in the playbook's first language, at most <see cref="StateLimits.ReasonCharacters"/> characters; null when
/// the segment is gone from the playbook.</param>
public readonly record struct SegmentChange(string Segment, DateTimeOffset At, string? Reason);
