using System.Text.Json.Serialization;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Web.Commands;

/// <summary>JSON of the commands' last lines.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VerificationReport))]
internal sealed partial class CommandJson : JsonSerializerContext;
