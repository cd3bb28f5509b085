using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Conditions;

/// <summary>What kind of value a field has, and with it which operators fit.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FieldType>))]
public enum FieldType
{
    [JsonStringEnumMemberName("none")] None = 0,
    /// <summary>Numbers, amounts of base currency and shares.</summary>
    [JsonStringEnumMemberName("number")] Number,
    /// <summary>Time elapsed since something; only the four comparisons fit.</summary>
    [JsonStringEnumMemberName("duration")] Duration,
    [JsonStringEnumMemberName("text")] Text,
    [JsonStringEnumMemberName("boolean")] Boolean,
    /// <summary>A calendar date such as <c>1990-05-17</c>.</summary>
    [JsonStringEnumMemberName("date")] Date,
}

/// <summary>What makes a field change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FieldClass>))]
public enum FieldClass
{
    [JsonStringEnumMemberName("none")] None = 0,
    /// <summary>Only a turn of the customer, or the request.</summary>
    [JsonStringEnumMemberName("own")] Own,
    /// <summary>Also the clock.</summary>
    [JsonStringEnumMemberName("time")] Time,
    /// <summary>Also other customers.</summary>
    [JsonStringEnumMemberName("population")] Population,
}

/// <summary>One field of the catalogue.</summary>
/// <param name="Name">As conditions name it; a last part in angle brackets stands for a name of one's own.</param>
/// <param name="Type">The kind of its value.</param>
/// <param name="Class">What makes it change.</param>
/// <param name="Unit">The unit of the value, or empty.</param>
/// <param name="Summary">What it says, in one sentence.</param>
/// <param name="CountsByDay">Takes a <c>within</c> of whole days.</param>
/// <param name="Min">Of a number: the least that a condition may compare it with; null when any goes.</param>
/// <param name="Max">The greatest.</param>
public sealed record Field(
    string Name, FieldType Type, FieldClass Class, string Unit, string Summary, bool CountsByDay = false, double? Min = null,
    double? Max = null)
{
    private const double MostAmount = 1_000_000_000_000;

    /// <summary>The same field with a range.</summary>
    internal Field From(double min, double max) => this with { Min = min, Max = max };

    /// <summary>The same field as a count, which no customer comes near the limit of.</summary>
    internal Field Counted() => From(0, 1_000_000_000);

    /// <summary>The same field as an amount, up to what is exact in cents.</summary>
    internal Field Amount(bool mayBeNegative = false) => From(mayBeNegative ? -MostAmount : 0, MostAmount);
}
