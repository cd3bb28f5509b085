using System.Text.Json.Serialization;
using DbMarketing.Engine.Rfm;

namespace DbMarketing.Engine.Population;

/// <summary>Where a customer stands among all who bought within a window.</summary>
/// <param name="Recency">Score 1 to 5; 5 is best.</param>
/// <param name="Frequency">Score 1 to 5.</param>
/// <param name="Monetary">Score 1 to 5.</param>
/// <param name="RevenueShare">The customer's share of all net revenue; 0 while there is none.</param>
/// <param name="TopShare">Share of customers who brought at least as much, above 0 and up to 1: 0.2 and less are the vital fifth.</param>
public sealed record RfmPlace(int Recency, int Frequency, int Monetary, double RevenueShare, double TopShare)
{
    /// <summary>Such as <c>545</c>.</summary>
    [JsonIgnore]
    public string Cell => new RfmCell(Recency, Frequency, Monetary).ToString();

    /// <summary>The name of the cell, such as <c>at risk</c>.</summary>
    /// <param name="groups">Those of the playbook.</param>
    public string? GroupIn(RfmGroups groups) => groups.Of(new(Recency, Frequency, Monetary))?.Name;
}
