using System.Text.Json;
using System.Text.Json.Serialization;

namespace DbMarketing.Server.Import;

/// <summary>JSON of mappings, progress and the import's last line. A misspelt name in a mapping is an error, never ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ImportMapping))]
[JsonSerializable(typeof(ImportProgress))]
[JsonSerializable(typeof(ImportSummary))]
[JsonSerializable(typeof(string))]
internal sealed partial class ImportJson : JsonSerializerContext;
