using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Interactions;

/// <summary>In which of the three ways an interaction ended. Every interaction received ends in exactly one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VerdictKind>))]
public enum VerdictKind : byte
{
    None = 0,
    [JsonStringEnumMemberName("applied")] Applied,
    [JsonStringEnumMemberName("duplicate")] Duplicate,
    [JsonStringEnumMemberName("rejected")] Rejected,
}

/// <summary>The verdict on one interaction; final once it has been returned.</summary>
/// <param name="Kind">Applied, duplicate or rejected.</param>
/// <param name="Code">For a rejection, a stable code such as <c>amount_too_large</c>; else null.</param>
/// <param name="Reason">For a rejection, one sentence that names the field, the value and the limit; else null.</param>
public readonly record struct Verdict(VerdictKind Kind, string? Code = null, string? Reason = null)
{
    public static Verdict Applied { get; } = new(VerdictKind.Applied);

    public static Verdict Duplicate { get; } = new(VerdictKind.Duplicate);

    public static Verdict Rejected(string code, string reason) => new(VerdictKind.Rejected, code, reason);
}
