using System.Text.Json;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.CrossSell;
using DbMarketing.Web.Customers;
using DbMarketing.Web.Decide;
using DbMarketing.Web.Decisions;
using DbMarketing.Web.Health;
using DbMarketing.Web.Inventory;
using DbMarketing.Web.Keys;
using DbMarketing.Web.Ledger;
using DbMarketing.Web.Live;
using DbMarketing.Web.Outcomes;
using DbMarketing.Web.Playbooks;
using DbMarketing.Web.Population;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Security;
using DbMarketing.Web.Statistics;
using DbMarketing.Web.Tracking;
using DbMarketing.Web.Visitors;

namespace DbMarketing.Web;

/// <summary>All that goes over the wire, in camel case; what is null is left out.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true,
    MaxDepth = RequestBody.MaxDepth, Converters = [typeof(WireTimeConverter)])]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(CreatedKey))]
[JsonSerializable(typeof(IReadOnlyList<FieldFault>))]
[JsonSerializable(typeof(TrackingReply))]
[JsonSerializable(typeof(ProjectSettings))]
[JsonSerializable(typeof(DecideBody))]
[JsonSerializable(typeof(DecideReplyBody))]
[JsonSerializable(typeof(OutcomeBody))]
[JsonSerializable(typeof(OutcomesReply))]
[JsonSerializable(typeof(CustomerView))]
[JsonSerializable(typeof(CustomerMatches))]
[JsonSerializable(typeof(TimelinePage))]
[JsonSerializable(typeof(DecisionList))]
[JsonSerializable(typeof(DecisionBody))]
[JsonSerializable(typeof(LedgerBody))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(VisitorBody))]
[JsonSerializable(typeof(VisitorReply))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(StatisticsBody))]
[JsonSerializable(typeof(OverviewBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(LimitsBody))]
[JsonSerializable(typeof(PlaybookBody))]
[JsonSerializable(typeof(PlaybookHistory))]
[JsonSerializable(typeof(PlaybookCheck))]
[JsonSerializable(typeof(PlaybookActivation))]
[JsonSerializable(typeof(RollBackBody))]
[JsonSerializable(typeof(ProjectionList))]
[JsonSerializable(typeof(RfmBody))]
[JsonSerializable(typeof(DataDictionary))]
[JsonSerializable(typeof(LagsBody))]
[JsonSerializable(typeof(LagFitReply))]
[JsonSerializable(typeof(RuleList))]
[JsonSerializable(typeof(InventoryBody))]
[JsonSerializable(typeof(InventoryItemBody))]
[JsonSerializable(typeof(InventoryReply))]
[JsonSerializable(typeof(InventoryItem))]
[JsonSerializable(typeof(RelatedProducts))]
[JsonSerializable(typeof(LifetimeBody))]
[JsonSerializable(typeof(LifetimeCohortList))]
[JsonSerializable(typeof(SegmentLifetime))]
[JsonSerializable(typeof(FreshnessBody))]
[JsonSerializable(typeof(OfferCustomers))]
[JsonSerializable(typeof(PreviewBody))]
[JsonSerializable(typeof(PreviewReply))]
[JsonSerializable(typeof(SegmentMembers))]
[JsonSerializable(typeof(SegmentList))]
[JsonSerializable(typeof(SegmentDetail))]
[JsonSerializable(typeof(SubscribeBody))]
[JsonSerializable(typeof(SubscribedBody))]
[JsonSerializable(typeof(ChangedBody))]
[JsonSerializable(typeof(Dictionary<string, JsonElement>))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(string))]
internal sealed partial class WebJson : JsonSerializerContext;
