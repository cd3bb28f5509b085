using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Client.Customers;
using DbMarketing.Client.Decisions;
using DbMarketing.Client.Live;
using DbMarketing.Client.Tracking;

namespace DbMarketing.Client;

/// <summary>The wire types in JSON. A test compares them with the server's OpenAPI document.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TrackingBatch))]
[JsonSerializable(typeof(TrackingReply))]
[JsonSerializable(typeof(DecideRequest))]
[JsonSerializable(typeof(DecideReply))]
[JsonSerializable(typeof(OutcomeReports))]
[JsonSerializable(typeof(CustomerReply))]
[JsonSerializable(typeof(CustomerMatches))]
[JsonSerializable(typeof(TimelinePage))]
[JsonSerializable(typeof(LiveSubscription))]
[JsonSerializable(typeof(LiveState))]
[JsonSerializable(typeof(LiveChange))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClientJson : JsonSerializerContext;
