using System.Text.Json.Serialization;
using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Decisions;

/// <summary>The stored record of one decision: enough to replay it to the same bytes on the same engine version.</summary>
public sealed record Decision
{
    /// <summary>Text form of the <see cref="DecisionId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The customer's turn in which it was made.</summary>
    public required long Sequence { get; init; }
    public required DateTimeOffset Now { get; init; }
    public required ulong Seed { get; init; }
    public required string EngineVersion { get; init; }
    public required string PlaybookVersion { get; init; }
    public required string PropensityVersion { get; init; }
    public required DecisionRequest Request { get; init; }
    public required IReadOnlyList<DecidedOffer> Offers { get; init; }
    public required IReadOnlyList<DecidedPlacement> Placements { get; init; }
    /// <summary>Where the customer stood among all; null when no condition of the playbook reads the population.</summary>
    public PopulationPlace? Population { get; init; }
    /// <summary>
    /// What was forecast of the customer's next purchase, under <see cref="LagReading.All"/> since any; null when no condition of the
    /// playbook reads it, before the first purchase, and without a model.
    /// </summary>
    public IReadOnlyDictionary<string, LagForecast>? Lags { get; init; }

    /// <summary>
    /// Ids of the offers of the channel all of whose products were out of stock, in ordinal order; at most as many as the playbook has
    /// (<see cref="Playbooks.PlaybookLimits.Offers"/>), however many products each is about. Null when stock kept nothing away.
    /// </summary>
    public IReadOnlyList<string>? SoldOut { get; init; }
}

/// <summary>One offer that a decision chose.</summary>
public sealed record DecidedOffer
{
    public required string OfferId { get; init; }
    public required string GroupId { get; init; }
    public required string TreatmentId { get; init; }
    public required string Placement { get; init; }
    /// <summary>1 is the best within its placement.</summary>
    public required int Rank { get; init; }
    /// <summary>P × V × C × L.</summary>
    public required double Priority { get; init; }
    /// <summary>P, 0 to 1.</summary>
    public required double Propensity { get; init; }
    /// <summary>V, in base currency.</summary>
    public required double Value { get; init; }
    /// <summary>C = 1 + sum of matching context weights / 100.</summary>
    public required double ContextWeight { get; init; }
    /// <summary>L = 1 + (issue + group + offer weight) / 100.</summary>
    public required double Lever { get; init; }
    /// <summary>The caller may show it until then.</summary>
    public required DateTimeOffset ValidUntil { get; init; }
    /// <summary>
    /// It counts against the caps until then unless an outcome confirms or voids it; null for what no cap counts, and for an
    /// offer that stands on an earlier reservation (reservedBy).
    /// </summary>
    public DateTimeOffset? ReservedUntil { get; init; }
    /// <summary>
    /// Id of the earlier decision of the same session and placement whose reservation this offer reuses; null when it made its
    /// own. An outcome of either is an outcome of that one reservation, so it confirms it once.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ReservedBy { get; init; }
    /// <summary>Non-personalised content of the placement, chosen because no offer could be.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Fallback { get; init; }

    /// <summary>The same for callers, its numbers to <see cref="ShownNumbers.Decimals"/> decimals.</summary>
    public DecidedOffer Shown() => this with
    {
        Priority = ShownNumbers.Round(Priority),
        Propensity = ShownNumbers.Round(Propensity),
        Value = ShownNumbers.Round(Value),
        ContextWeight = ShownNumbers.Round(ContextWeight),
        Lever = ShownNumbers.Round(Lever),
    };
}

/// <summary>What became of a placement; emptyReason is set when it holds fewer offers than asked.</summary>
public sealed record DecidedPlacement(string Id, int Asked, int Offered, string? EmptyReason);
