using System.Text.Json.Serialization;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Engines;

/// <summary>An answer, or the customer to ask instead.</summary>
/// <param name="Value">The answer, unless the customer has moved.</param>
/// <param name="MovedTo">The survivor to ask; default when this is the answer.</param>
/// <param name="AbsorbOwed">
/// The survivor has not taken over this customer's state yet. It must first: until then it does not know what was recorded here, and
/// would take a repeated message for a new one.
/// </param>
public readonly record struct TurnReply<T>(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] T? Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] CustomerId MovedTo,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool AbsorbOwed)
{
    [JsonIgnore]
    public bool Moved => !MovedTo.IsDefault;
}

/// <summary>Makes answers.</summary>
internal static class TurnReply
{
    public static TurnReply<T> Of<T>(T value) => new(value, default, false);
}
