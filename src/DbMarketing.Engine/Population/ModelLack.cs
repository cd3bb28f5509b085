using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Population;

/// <summary>Why no model holds.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelLack>))]
public enum ModelLack
{
    /// <summary>One does.</summary>
    [JsonStringEnumMemberName("none")] None = 0,

    /// <summary>There are too few customers to fit one to.</summary>
    [JsonStringEnumMemberName("tooFew")] TooFew,

    /// <summary>There are enough, and a fit is due.</summary>
    [JsonStringEnumMemberName("due")] Due,

    /// <summary>There were enough, and none fits them.</summary>
    [JsonStringEnumMemberName("noneFits")] NoneFits,
}
