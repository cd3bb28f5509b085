using DbMarketing.Engine.Engines;

namespace DbMarketing.Silo.Feed;

/// <summary>A node whose screens follow customers, as the silos that have those see it.</summary>
internal interface ICustomerFollower : IGrainObserver
{
    /// <summary>A customer changed. The next change follows when this one has arrived, so that none overtakes another.</summary>
    Task ChangedAsync(ChangeMessage change);
}

/// <summary>A <see cref="CustomerChanged"/> between silos.</summary>
[GenerateSerializer]
[Immutable]
internal readonly record struct ChangeMessage(
    [property: Id(0)] string Customer,
    [property: Id(1)] long Sequence,
    [property: Id(2)] bool Recorded,
    [property: Id(3)] string? MergedInto,
    [property: Id(4)] long PreviousSequence,
    [property: Id(5)] bool Reviewed);
