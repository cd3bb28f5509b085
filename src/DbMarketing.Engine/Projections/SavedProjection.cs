namespace DbMarketing.Engine.Projections;

/// <summary>A projection as it was saved.</summary>
/// <param name="Checkpoint">How far it goes.</param>
/// <param name="Parts">All its parts, or those that were written after the revision that was asked from.</param>
/// <param name="Whole">They are all its parts.</param>
public sealed record SavedProjection(Checkpoint Checkpoint, IReadOnlyList<ProjectionPart> Parts, bool Whole);
