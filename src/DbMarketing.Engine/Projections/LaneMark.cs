using System.Text.Json.Serialization;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Projections;

/// <summary>
/// The last row of a lane that is in a projection. What the row was is kept beside its place, because another journal, or one that was
/// restored and written on, has another row there.
/// </summary>
/// <param name="Lane">The lane.</param>
/// <param name="Position">The row's position in it.</param>
/// <param name="Customer">The key of the row's customer.</param>
/// <param name="Sequence">The customer's turn.</param>
/// <param name="At">When the turn was taken, in milliseconds since 1970.</param>
public readonly record struct LaneMark(int Lane, long Position, long Customer, long Sequence, long At)
{
    internal static LaneMark Of(JournalRow row) =>
        new(row.Lane, row.Position, row.Customer.Value, row.Sequence, row.At.ToUnixTimeMilliseconds());
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<LaneMark>))]
internal sealed partial class LaneMarkJson : JsonSerializerContext;
