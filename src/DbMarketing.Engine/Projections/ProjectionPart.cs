namespace DbMarketing.Engine.Projections;

/// <summary>A piece of a projection that is saved as a whole.</summary>
/// <param name="Key">Its name within the projection.</param>
/// <param name="Body">
/// UTF-8 JSON, so that analysts' own tools can read it. An empty body takes the part away, of which nodes that follow are not told.
/// </param>
public readonly record struct ProjectionPart(string Key, ReadOnlyMemory<byte> Body);
