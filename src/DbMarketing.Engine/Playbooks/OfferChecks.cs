using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Policies;

namespace DbMarketing.Engine.Playbooks;

/// <summary>Checks issues, groups, placements, purposes and offers, and compiles the offers.</summary>
internal sealed class OfferChecks(PlaybookChecks checks, Playbook playbook, ConditionCompiler conditions, ContentChecks content)
{
    private readonly HashSet<(string Channel, string Id)> placements = [];
    private readonly string[] segmentIds = [.. playbook.Segments.Select(segment => segment.Id)];
    private readonly string[] channelIds = [.. playbook.Channels.Select(channel => channel.Id)];

    private PlaybookDraft Draft => checks.Draft;

    public List<CompiledOffer> Compile()
    {
        var issues = checks.Index("issues", playbook.Issues, PlaybookLimits.Issues, issue => issue.Id, issue => issue.Name);
        var purposes = checks.Index("purposes", playbook.Purposes, PlaybookLimits.Purposes, purpose => purpose.Id, purpose => purpose.Name);
        for (var index = 0; index < playbook.Issues.Count; index++)
        {
            checks.Weight(playbook.Issues[index].Weight, Draft.Place("issues", index).Member("weight"));
        }

        CheckPlacements();
        var groups = CompileGroups(issues);
        checks.Index("offers", playbook.Offers, PlaybookLimits.Offers, offer => offer.Id, offer => offer.Name);
        var compiled = new List<CompiledOffer>();
        for (var index = 0; index < playbook.Offers.Count; index++)
        {
            if (CompileOffer(playbook.Offers[index], Draft.Place("offers", index), groups, purposes, issues) is { } offer)
            {
                compiled.Add(offer);
            }
        }

        return compiled;
    }

    private void CheckPlacements()
    {
        checks.Length(playbook.Placements.Count, 0, PlaybookLimits.Placements, "placements", Draft.Place("placements"));
        for (var index = 0; index < playbook.Placements.Count; index++)
        {
            var (placement, place) = (playbook.Placements[index], Draft.Place("placements", index));
            checks.Id(placement.Id, place.Member("id"));
            checks.Name(placement.Name, place.Member("name"));
            checks.Refers(placement.Channel, "channels", "a channel", channelIds, place.Member("channel"));
            if (!placements.Add((placement.Channel, placement.Id)))
            {
                checks.Faults.Add(place.Member("id"), $"'{placement.Id}' of the channel '{placement.Channel}' is there already");
            }
        }
    }

    private Dictionary<string, CompiledGroup> CompileGroups(Dictionary<string, Issue> issues)
    {
        checks.Index("groups", playbook.Groups, PlaybookLimits.Groups, group => group.Id, group => group.Name);
        var compiled = new Dictionary<string, CompiledGroup>(StringComparer.Ordinal);
        for (var index = 0; index < playbook.Groups.Count; index++)
        {
            var (group, place) = (playbook.Groups[index], Draft.Place("groups", index));
            checks.Refers(group.Issue, "issues", "an issue", issues.Keys, place.Member("issue"));
            checks.Weight(group.Weight, place.Member("weight"));
            compiled.TryAdd(group.Id, new(group, CompilePolicy(group.Policy, "group", place.Member("policy"))));
        }

        return compiled;
    }

    private CompiledOffer? CompileOffer(
        Offer offer,
        FaultPlace place,
        Dictionary<string, CompiledGroup> groups,
        Dictionary<string, Purpose> purposes,
        Dictionary<string, Issue> issues)
    {
        checks.Refers(offer.Group, "groups", "a group", groups.Keys, place.Member("group"));
        checks.Refers(offer.Purpose, "purposes", "a purpose", purposes.Keys, place.Member("purpose"));
        checks.Between(offer.Value, 0, PlaybookLimits.ValueMax, place.Member("value"));
        checks.Weight(offer.Weight, place.Member("weight"));
        if (offer.ValidFrom >= offer.ValidUntil)
        {
            checks.Faults.Add(place.Member("validUntil"), $"{offer.ValidUntil:O} is not after validFrom {offer.ValidFrom:O}");
        }

        CheckPropensity(offer.Propensity, place.Member("propensity"));
        CheckProducts(offer, place);
        var own = CompilePolicy(offer.Policy, "offer", place.Member("policy"));
        var treatments = CompileTreatments(offer, place.Member("treatments"));
        // One that has a condition which cannot be compiled would be made without it, so it is not made at all.
        return own is not null && treatments is not null && groups.TryGetValue(offer.Group, out var group) && group.Policy is not null
            && issues.TryGetValue(group.Source.Issue, out var issue)
            && purposes.TryGetValue(offer.Purpose, out var purpose)
                ? new(offer, group.Source, issue, purpose, [.. group.Policy, .. own], treatments)
                : null;
    }

    private void CheckPropensity(OfferPropensity propensity, FaultPlace place)
    {
        checks.Between(propensity.Default, 0, 1, place.Member("default"));
        var segments = propensity.Segments ?? [];
        checks.Length(segments.Count, 0, PlaybookLimits.SegmentPropensitiesPerOffer, "segments", place.Member("segments"));
        for (var index = 0; index < segments.Count; index++)
        {
            var at = place.Member("segments").Item(index);
            checks.Refers(segments[index].Segment, "segments", "a segment", segmentIds, at.Member("segment"));
            checks.Between(segments[index].Propensity, 0, 1, at.Member("propensity"));
        }
    }

    private void CheckProducts(Offer offer, FaultPlace place)
    {
        var (products, at) = (offer.Products ?? [], place.Member("products"));
        checks.Length(products.Count, 0, PlaybookLimits.ProductsPerOffer, "products", at);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < products.Count; index++)
        {
            checks.PlainText(products[index], at.Item(index));
            if (products[index].Length is 0 or > InteractionLimits.ProductIdLength)
            {
                checks.Faults.Add(
                    at.Item(index), $"has {products[index].Length} characters; 1 to {InteractionLimits.ProductIdLength} are taken");
            }
            else if (!seen.Add(products[index]))
            {
                checks.Faults.Add(at.Item(index), $"'{products[index]}' is there already");
            }
        }

        if (offer.Propensity.NextPurchase && products.Count == 0)
        {
            checks.Faults.Add(
                place.Member("propensity").Member("nextPurchase"), "needs products that rules can lead to; the offer names none");
        }
    }

    /// <summary>Null when the condition of any has a fault.</summary>
    private List<CompiledTreatment>? CompileTreatments(Offer offer, FaultPlace place)
    {
        checks.Length(offer.Treatments.Count, 1, PlaybookLimits.TreatmentsPerOffer, "treatments", place);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var (compiled, whole) = (new List<CompiledTreatment>(), true);
        for (var index = 0; index < offer.Treatments.Count; index++)
        {
            var (treatment, at) = (offer.Treatments[index], place.Item(index));
            checks.Id(treatment.Id, at.Member("id"));
            if (!ids.Add(treatment.Id))
            {
                checks.Faults.Add(at.Member("id"), $"'{treatment.Id}' is there already; each treatment of an offer has its own id");
            }

            CheckPlacementsOf(treatment, at);
            checks.Between(treatment.Propensity ?? 0, 0, 1, at.Member("propensity"));
            content.Check(treatment.Content, at.Member("content"));
            var eligibility = treatment.Eligibility is { } condition ? conditions.Compile(condition, at.Member("eligibility")) : null;
            whole &= eligibility is null == treatment.Eligibility is null;
            compiled.Add(new(treatment, eligibility));
        }

        return whole ? compiled : null;
    }

    private void CheckPlacementsOf(Treatment treatment, FaultPlace at)
    {
        if (!checks.Refers(treatment.Channel, "channels", "a channel", channelIds, at.Member("channel")))
        {
            return;
        }

        checks.Length(treatment.Placements.Count, 0, PlaybookLimits.Placements, "placements", at.Member("placements"));
        var known = placements.Where(placement => placement.Channel == treatment.Channel).Select(placement => placement.Id).ToList();
        for (var index = 0; index < treatment.Placements.Count; index++)
        {
            checks.Refers(
                treatment.Placements[index], "placements", $"a placement of the channel '{treatment.Channel}'", known,
                at.Member("placements").Item(index));
        }
    }

    /// <summary>Null when any of its conditions has a fault.</summary>
    private List<PolicyCondition>? CompilePolicy(EngagementPolicy policy, string level, FaultPlace place)
    {
        var (compiled, whole) = (new List<PolicyCondition>(), true);
        foreach (var (stage, condition) in new[]
            { ("eligibility", policy.Eligibility), ("applicability", policy.Applicability), ("suitability", policy.Suitability) })
        {
            if (condition is null)
            {
                continue;
            }

            if (conditions.Compile(condition, place.Member(stage)) is { } found)
            {
                compiled.Add(new(stage, level, found));
            }
            else
            {
                whole = false;
            }
        }

        return whole ? compiled : null;
    }

    private sealed record CompiledGroup(OfferGroup Source, List<PolicyCondition>? Policy);
}
