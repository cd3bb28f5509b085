using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;

namespace DbMarketing.Web;

/// <summary>All that goes over the wire, in camel case; what is null is left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(CreatedKey))]
[JsonSerializable(typeof(IReadOnlyList<FieldFault>))]
[JsonSerializable(typeof(TrackingReply))]
[JsonSerializable(typeof(ProjectSettings))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
internal sealed partial class WebJson : JsonSerializerContext;
