using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Web.Problems;
using DbMarketing.Web.Tracking;

namespace DbMarketing.Web.Decide;

/// <summary>Checks a decide request field by field; all faults, each with its path.</summary>
internal static class DecideReader
{
    public const int MaxPlacements = 16;
    public const int MaxOffers = 20;
    public const int MaxContext = 32;
    public const int MaxNameLength = 64;
    public const int MaxContextValueLength = 256;
    private const int MaxListFaults = 8;
    private const int MaxContextBytes = MaxContextValueLength * 6;
    public const int MaxRequestIdLength = 100;
    public const int MaxInteractions = 100;

    /// <summary>
    /// Lists with more entries than are allowed, found before anything is made of them: each entry would cost many times its bytes.
    /// </summary>
    public static IReadOnlyList<FieldFault> ListFaultsOf(JsonElement body)
    {
        var faults = new List<FieldFault>();
        foreach (var member in body.EnumerateObject())
        {
            var (entries, kind) = member.Value.ValueKind switch
            {
                JsonValueKind.Array => (member.Value.GetArrayLength(), "entries"),
                JsonValueKind.Object => (member.Value.GetPropertyCount(), "keys"),
                _ => (0, ""),
            };
            // No shorter list can be too long, so the names of the others need not be read.
            if (entries > MaxPlacements && MaxEntriesOf(member) is { } max && entries > max)
            {
                faults.Add(new("$." + Short(member.Name), $"has {entries} {kind}; at most {max} are allowed"));
                if (faults.Count == MaxListFaults)
                {
                    break;
                }
            }
        }

        return faults;
    }

    /// <param name="body">What is asked.</param>
    /// <param name="playbook">Whose channels there are.</param>
    /// <param name="now">The server's clock, up to which and a little beyond a date may lie.</param>
    public static IReadOnlyList<FieldFault> FaultsOf(DecideBody body, CompiledPlaybook playbook, DateTimeOffset now)
    {
        var faults = new List<FieldFault>();
        Identity(body, faults);
        if (string.IsNullOrEmpty(body.Channel))
        {
            faults.Add(new("$.channel", "is missing; it must be a channel of the playbook"));
        }
        else if (!playbook.ChannelsById.ContainsKey(body.Channel))
        {
            faults.Add(new("$.channel",
                $"'{Short(body.Channel)}' is not a channel of the playbook; there are "
                    + $"{string.Join(", ", playbook.ChannelsById.Keys.Order())}"));
        }

        Placements(body, faults);
        Texts(body, faults);
        if (body.AsOf is not null && !body.DryRun)
        {
            faults.Add(new("$.asOf", "may only be given with dryRun"));
        }
        else if (body.AsOf < now && body.Interactions is { Count: > 0 })
        {
            faults.Add(new("$.asOf", $"is {body.AsOf:O}, which is past; interactions happen now, so the two do not go together"));
        }
        else if (AskedTimes.FaultOf(body.AsOf, now) is { } fault)
        {
            faults.Add(new("$.asOf", fault));
        }

        return faults;
    }

    public static CustomerId CustomerOf(DecideBody body) =>
        string.IsNullOrEmpty(body.CustomerId) ? CustomerId.Anonymous(body.AnonymousId!) : CustomerId.Known(body.CustomerId);

    /// <summary>The request as it is decided and stored: without what the rule denies.</summary>
    public static DecisionRequest RequestOf(DecideBody body, CollectionRule? rule) => new()
    {
        Channel = body.Channel!,
        Placements = [.. body.Placements!.Select(p => new PlacementRequest(p.Id!, p.Count))],
        Context = body.Context is null ? new Dictionary<string, string>()
            : CollectionFilter.Apply(body.Context.ToDictionary(c => c.Key, c => ContextText(c.Value)), rule),
        Language = string.IsNullOrEmpty(body.Language) ? null : body.Language,
        RequestId = string.IsNullOrEmpty(body.RequestId) ? null : body.RequestId,
        SessionId = string.IsNullOrEmpty(body.SessionId) ? null : body.SessionId,
    };

    /// <summary>Of a body's lists; null for a member that nobody reads. Names are read as the body's are, in any case.</summary>
    private static int? MaxEntriesOf(JsonProperty member) => member.Name switch
    {
        var name when name.Equals("placements", StringComparison.OrdinalIgnoreCase) => MaxPlacements,
        var name when name.Equals("context", StringComparison.OrdinalIgnoreCase) => MaxContext,
        var name when name.Equals("interactions", StringComparison.OrdinalIgnoreCase) => MaxInteractions,
        _ => null,
    };

    private static void Identity(DecideBody body, List<FieldFault> faults)
    {
        if (string.IsNullOrEmpty(body.CustomerId) && string.IsNullOrEmpty(body.AnonymousId))
        {
            faults.Add(new("$.customerId", "is missing, and anonymousId too; one is needed"));
        }

        foreach (var (name, id) in ((string, string?)[])[("customerId", body.CustomerId), ("anonymousId", body.AnonymousId)])
        {
            if (string.IsNullOrEmpty(id))
            {
                continue;
            }

            if (CustomerIds.FaultOf(name, id) is { } fault)
            {
                faults.Add(new("$." + name, fault.Reason!.TrimEnd('.')));
            }
            else if (BlockedIds.IsBlocked(id))
            {
                faults.Add(new("$." + name, $"'{Short(id)}' stands for nobody, so it cannot name a customer"));
            }
        }
    }

    private static void Placements(DecideBody body, List<FieldFault> faults)
    {
        if (body.Placements is not { Count: >= 1 and <= MaxPlacements } placements)
        {
            faults.Add(new("$.placements", $"has {body.Placements?.Count ?? 0} entries; 1 to {MaxPlacements} are allowed"));
            return;
        }

        for (var i = 0; i < placements.Count; i++)
        {
            if (placements[i]?.Id is not { Length: >= 1 and <= MaxNameLength } id)
            {
                faults.Add(new($"$.placements[{i}].id", $"must have 1 to {MaxNameLength} characters"));
            }
            else if (placements.Take(i).Any(p => p?.Id == id))
            {
                faults.Add(new($"$.placements[{i}].id", $"'{id}' is there twice"));
            }

            if (placements[i]?.Count is < 1 or > MaxOffers)
            {
                faults.Add(new($"$.placements[{i}].count", $"is {placements[i].Count}; 1 to {MaxOffers} are allowed"));
            }
        }
    }

    private static void Texts(DecideBody body, List<FieldFault> faults)
    {
        Limit("$.requestId", body.RequestId, MaxRequestIdLength, faults);
        Limit("$.sessionId", body.SessionId, EnvelopeReader.MaxSessionIdLength, faults);
        Limit("$.language", body.Language, MaxNameLength, faults);
        if (body.Interactions is { Count: > MaxInteractions } interactions)
        {
            faults.Add(new("$.interactions", $"has {interactions.Count} entries; at most {MaxInteractions} are allowed"));
        }

        if (body.Context is null)
        {
            return;
        }

        if (body.Context.Count > MaxContext)
        {
            faults.Add(new("$.context", $"has {body.Context.Count} keys; at most {MaxContext} are allowed"));
        }

        foreach (var (key, value) in body.Context)
        {
            if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array || key.Length > MaxNameLength
                || EventText.FaultOf(value, MaxContextBytes) is not null || ContextText(value).Length > MaxContextValueLength)
            {
                faults.Add(new("$.context." + Short(key),
                    $"must be a text, number or boolean of at most {MaxContextValueLength} characters under a key of at most "
                        + $"{MaxNameLength}"));
            }
        }
    }

    private static void Limit(string path, string? text, int max, List<FieldFault> faults)
    {
        if (text?.Length > max)
        {
            faults.Add(new(path, $"has {text.Length} characters; at most {max} are allowed"));
        }
    }

    private static string ContextText(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()!
        : value.GetRawText();

    private static string Short(string text) => Problem.Cut(text, 40);
}
