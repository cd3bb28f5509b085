using DbMarketing.Engine.CriticalLag;

namespace DbMarketing.Engine.Conditions;

/// <summary>What a condition found of a customer between two purchases, to be said in words.</summary>
/// <param name="Category">The category whose purchases count; null for all.</param>
/// <param name="Stage">Where it stands.</param>
/// <param name="Usual">The gap that half of its next ones are within.</param>
/// <param name="Day">The business day on which the stage began; of <see cref="LagStage.Active"/>, that on which it will be due.</param>
public sealed record LagStanding(string? Category, LagStage Stage, TimeSpan Usual, DateOnly Day);
