using System.Text.Json.Serialization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Engines;

/// <summary>What a call came to: its answer, or why it has none. A closed family, with one member for each type of answer.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "reply", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(CallAnswer<TurnReply<IReadOnlyList<Verdict>>>), "verdicts")]
[JsonDerivedType(typeof(CallAnswer<TurnReply<DecideReply>>), "decision")]
[JsonDerivedType(typeof(CallAnswer<TurnReply<CustomerView>>), "view")]
[JsonDerivedType(typeof(CallAnswer<TurnReply<CustomerId>>), "standing")]
[JsonDerivedType(typeof(CallAnswer<TurnReply<bool>>), "absorbed")]
[JsonDerivedType(typeof(CallAnswer<CustomerSnapshot>), "snapshot")]
[JsonDerivedType(typeof(CallAnswer<CustomerId>), "survivor")]
[JsonDerivedType(typeof(CallAnswer<LinkReply>), "link")]
[JsonDerivedType(typeof(CallAnswer<OwedAbsorb>), "owed")]
[JsonDerivedType(typeof(CallAnswer<bool>), "done")]
[JsonDerivedType(typeof(CallAnswer<int>), "count")]
[JsonDerivedType(typeof(CallFault), "fault")]
public abstract record CallReply;

/// <summary>The call was answered.</summary>
public sealed record CallAnswer<TReply>(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] TReply Value) : CallReply;
