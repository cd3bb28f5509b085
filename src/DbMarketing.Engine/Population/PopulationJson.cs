using System.Text.Json.Serialization;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Population;

/// <summary>The bodies of the parts in which figures of the population are saved.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(UtcMillisecondsConverter)])]
[JsonSerializable(typeof(SortedDictionary<string, SegmentTally>))]
[JsonSerializable(typeof(SortedDictionary<string, DayFlow>))]
[JsonSerializable(typeof(SavedCounts))]
[JsonSerializable(typeof(SavedTotals))]
[JsonSerializable(typeof(SavedLifetimeTotals))]
[JsonSerializable(typeof(SavedGaps))]
[JsonSerializable(typeof(ModelHistory<LagModel>))]
[JsonSerializable(typeof(SavedRuleCounts))]
[JsonSerializable(typeof(LifetimeModel))]
[JsonSerializable(typeof(SweptSegments))]
internal sealed partial class PopulationJson : JsonSerializerContext;
