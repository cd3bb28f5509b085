namespace DbMarketing.Engine.Projections;

/// <summary>How far a projection has been saved.</summary>
public sealed record Checkpoint
{
    public required string Projection { get; init; }

    /// <summary>The <see cref="IProjection.Version"/> that saved it.</summary>
    public required int Version { get; init; }

    /// <summary>Counts the commits, from 1. A commit that expects another one is refused, so that of two owners one commits.</summary>
    public required long Revision { get; init; }

    /// <summary>Counts how often the projection was begun anew; parts of an older generation are gone.</summary>
    public required long Generation { get; init; }

    /// <summary>Every turn that was committed by then is in it.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>The last row of each lane that is in it; none of a lane that has not begun.</summary>
    public required IReadOnlyList<LaneMark> Lanes { get; init; }
}
