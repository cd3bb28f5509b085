using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Playbooks;

/// <summary>Checks contact policies, context weights, fallbacks and collection rules.</summary>
internal sealed class PolicyChecks(PlaybookChecks checks, Playbook playbook, ContentChecks content)
{
    private readonly string[] channelIds = [.. playbook.Channels.Select(channel => channel.Id)];
    private readonly string[] groupIds = [.. playbook.Groups.Select(group => group.Id)];
    private readonly string[] issueIds = [.. playbook.Issues.Select(issue => issue.Id)];

    private PlaybookDraft Draft => checks.Draft;

    public void Check()
    {
        CheckSuppressions();
        CheckChannelLimits();
        CheckQuietHours();
        CheckContextWeights();
        CheckFallbacks();
        CheckCollection();
    }

    private void CheckSuppressions()
    {
        checks.Index("suppressions", playbook.Suppressions, PlaybookLimits.Suppressions, rule => rule.Id, null);
        for (var index = 0; index < playbook.Suppressions.Count; index++)
        {
            var (rule, place) = (playbook.Suppressions[index], Draft.Place("suppressions", index));
            if (rule.Outcome is ContactOutcome.Reserved or ContactOutcome.Voided)
            {
                checks.Faults.Add(
                    place.Member("outcome"),
                    $"'{rule.Outcome}' is not counted by rules: a reservation counts as presented, a voided outcome not at all");
            }

            checks.AtMost(rule.Window, PlaybookLimits.PolicyWindow, place.Member("window"));
            checks.AtMost(rule.Pause, PlaybookLimits.PolicyWindow, place.Member("pause"));
            checks.Between(rule.Count, 1, PlaybookLimits.CountMax, place.Member("count"));
            CheckChannel(rule.Channel, place);
            for (var group = 0; group < rule.Groups.Count; group++)
            {
                checks.Refers(rule.Groups[group], "groups", "a group", groupIds, place.Member("groups").Item(group));
            }
        }
    }

    private void CheckChannelLimits()
    {
        checks.Index("channelLimits", playbook.ChannelLimits, PlaybookLimits.ChannelLimits, limit => limit.Id, null);
        for (var index = 0; index < playbook.ChannelLimits.Count; index++)
        {
            var (limit, place) = (playbook.ChannelLimits[index], Draft.Place("channelLimits", index));
            checks.Between(limit.Max, 1, PlaybookLimits.CountMax, place.Member("max"));
            checks.AtMost(limit.Window, PlaybookLimits.PolicyWindow, place.Member("window"));
            CheckChannel(limit.Channel, place);
        }
    }

    private void CheckChannel(string? channel, FaultPlace place)
    {
        if (channel is not null)
        {
            checks.Refers(channel, "channels", "a channel", channelIds, place.Member("channel"));
        }
    }

    private void CheckQuietHours()
    {
        checks.Length(playbook.QuietHours.Count, 0, PlaybookLimits.QuietHours, "quiet hours", Draft.Place("quietHours"));
        for (var index = 0; index < playbook.QuietHours.Count; index++)
        {
            var (hours, place) = (playbook.QuietHours[index], Draft.Place("quietHours", index));
            CheckChannel(hours.Channel, place);
            if (hours.From == hours.Until)
            {
                checks.Faults.Add(
                    place.Member("until"), $"{hours.Until:HH:mm} is the same as 'from': that would be no time at all, or the whole day");
            }
        }
    }

    private void CheckContextWeights()
    {
        checks.Length(playbook.ContextWeights.Count, 0, PlaybookLimits.ContextWeights, "context weights", Draft.Place("contextWeights"));
        for (var index = 0; index < playbook.ContextWeights.Count; index++)
        {
            var (row, place) = (playbook.ContextWeights[index], Draft.Place("contextWeights", index));
            checks.Name(row.Key, place.Member("key"));
            checks.Name(row.Value, place.Member("value"));
            checks.Weight(row.Weight, place.Member("weight"));
            if (row.Issue is null && row.Group is null)
            {
                checks.Faults.Add(place, "raises nothing; name an issue or a group");
            }

            if (row.Issue is not null)
            {
                checks.Refers(row.Issue, "issues", "an issue", issueIds, place.Member("issue"));
            }

            if (row.Group is not null
                && checks.Refers(row.Group, "groups", "a group", groupIds, place.Member("group"))
                && row.Issue is not null
                && playbook.Groups.FirstOrDefault(group => group.Id == row.Group) is { } named && named.Issue != row.Issue)
            {
                checks.Faults.Add(place.Member("group"), $"'{row.Group}' belongs to the issue '{named.Issue}', not to '{row.Issue}'");
            }
        }
    }

    private void CheckFallbacks()
    {
        checks.Index("fallbacks", playbook.Fallbacks, PlaybookLimits.Fallbacks, fallback => fallback.Id, null);
        var offers = playbook.Offers.Select(offer => offer.Id).ToHashSet(StringComparer.Ordinal);
        for (var index = 0; index < playbook.Fallbacks.Count; index++)
        {
            var (fallback, place) = (playbook.Fallbacks[index], Draft.Place("fallbacks", index));
            if (offers.Contains(fallback.Id))
            {
                checks.Faults.Add(place.Member("id"), $"'{fallback.Id}' is an offer's id; a fallback needs one of its own");
            }

            checks.Refers(fallback.Channel, "channels", "a channel", channelIds, place.Member("channel"));
            var placements = playbook.Placements.Where(placement => placement.Channel == fallback.Channel).ToList();
            checks.Refers(
                fallback.Placement,
                "placements",
                $"a placement of the channel '{fallback.Channel}'",
                placements.ConvertAll(placement => placement.Id),
                place.Member("placement"));
            content.Check(fallback.Content, place.Member("content"));
        }
    }

    private void CheckCollection()
    {
        checks.Length(playbook.Collection.Count, 0, PlaybookLimits.CollectionRules, "rules", Draft.Place("collection"));
        var sources = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < playbook.Collection.Count; index++)
        {
            var (rule, place) = (playbook.Collection[index], Draft.Place("collection", index));
            checks.Length(rule.Source.Length, 1, PlaybookLimits.IdLength, "characters", place.Member("source"));
            checks.PlainText(rule.Source, place.Member("source"));
            if (!sources.Add(rule.Source))
            {
                checks.Faults.Add(place.Member("source"), $"'{rule.Source}' has a rule already");
            }

            var denied = rule.DenyFields ?? [];
            checks.Length(denied.Count, 0, PlaybookLimits.DenyFieldsPerRule, "fields", place.Member("denyFields"));
            for (var field = 0; field < denied.Count; field++)
            {
                checks.Name(denied[field], place.Member("denyFields").Item(field));
            }
        }
    }
}
