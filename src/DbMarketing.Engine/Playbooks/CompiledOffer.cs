using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Policies;

namespace DbMarketing.Engine.Playbooks;

/// <summary>An offer with what it refers to. Immutable.</summary>
/// <param name="Source">The offer as written.</param>
/// <param name="Group">Its group.</param>
/// <param name="Issue">Its group's issue.</param>
/// <param name="Purpose">The purpose whose consent it needs.</param>
/// <param name="Policy">The group's conditions, then the offer's, each in the order eligibility, applicability, suitability.</param>
/// <param name="Treatments">Its treatments in the order written.</param>
public sealed record CompiledOffer(
    Offer Source,
    OfferGroup Group,
    Issue Issue,
    Purpose Purpose,
    IReadOnlyList<PolicyCondition> Policy,
    IReadOnlyList<CompiledTreatment> Treatments);

/// <summary>One condition of an engagement policy.</summary>
/// <param name="Stage"><c>eligibility</c>, <c>applicability</c> or <c>suitability</c>.</param>
/// <param name="Level"><c>group</c> or <c>offer</c>.</param>
/// <param name="Condition">What must hold.</param>
public sealed record PolicyCondition(string Stage, string Level, CompiledCondition Condition);

/// <summary>A treatment with its condition; null means everybody.</summary>
public sealed record CompiledTreatment(Treatment Source, CompiledCondition? Eligibility);

/// <summary>A segment with its condition.</summary>
public sealed record CompiledSegment(Segment Source, CompiledCondition Condition);
