using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Projections;

/// <summary>How a projection stands on this node.</summary>
public sealed record ProjectionStatus
{
    public required string Name { get; init; }

    public required ProjectionRole Role { get; init; }

    /// <summary>Every turn that was committed by then is in what this node shows; null before the first picture.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Rows that this node has folded since it started.</summary>
    public long Rows { get; init; }

    /// <summary>When it was last saved from here.</summary>
    public DateTimeOffset? SavedAt { get; init; }

    /// <summary>Why it stands still, in words; null while it goes on.</summary>
    public string? Fault { get; init; }
}

[JsonConverter(typeof(JsonStringEnumConverter<ProjectionRole>))]
public enum ProjectionRole
{
    [JsonStringEnumMemberName("none")] None = 0,

    /// <summary>This node folds the rows.</summary>
    [JsonStringEnumMemberName("owner")] Owner,

    /// <summary>This node shows what the owner has saved.</summary>
    [JsonStringEnumMemberName("follower")] Follower,

    /// <summary>It met a row that it cannot read, and stands still until the process starts again or it is rebuilt.</summary>
    [JsonStringEnumMemberName("stopped")] Stopped,
}
