using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Lifetime;

/// <summary>Why models were fitted.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FitOccasion>))]
public enum FitOccasion
{
    [JsonStringEnumMemberName("none")] None = 0,

    /// <summary>There were enough customers for the first time.</summary>
    [JsonStringEnumMemberName("first")] First,

    /// <summary>It was the time of the day.</summary>
    [JsonStringEnumMemberName("nightly")] Nightly,

    /// <summary>There were twice as many customers as at the last time.</summary>
    [JsonStringEnumMemberName("doubled")] Doubled,

    /// <summary>Somebody asked for it.</summary>
    [JsonStringEnumMemberName("asked")] Asked,
}
