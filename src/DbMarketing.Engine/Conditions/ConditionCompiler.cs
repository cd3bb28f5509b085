using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.Conditions;

/// <summary>
/// Checks condition trees against the field catalogue and compiles them. Segments are compiled once, on first use; a segment that
/// leads back to itself is a fault.
/// </summary>
internal sealed class ConditionCompiler(FieldCatalogue catalogue, IReadOnlyDictionary<string, SegmentSource> segments, FaultList faults)
{
    private const string Forms = "exactly one of all, any, not, segment, field";

    private readonly Dictionary<string, ConditionNode?> compiled = new(StringComparer.Ordinal);
    private readonly List<string> open = [];

    /// <summary>By section and id, a part of the playbook that was left out for its shape: references to it are no faults.</summary>
    public Func<string, string, bool> IsBroken { get; init; } = (_, _) => false;

    /// <summary>Compiles a condition; null when it, or a segment that it names, has a fault.</summary>
    public CompiledCondition? Compile(Condition condition, FaultPlace place)
    {
        var node = CompileNode(condition, place, 1);
        if (node is null || !IsWithinLimits(node, place))
        {
            return null;
        }

        return new(condition, node);
    }

    /// <summary>Compiles a segment's condition.</summary>
    public CompiledCondition? CompileSegment(string id)
    {
        var source = segments[id];
        _ = SegmentNodeOf(id, source.Place);
        return compiled[id] is { } node && IsWithinLimits(node, source.Place)
            ? new(source.Condition, node)
            : null;
    }

    private bool IsWithinLimits(ConditionNode node, FaultPlace place)
    {
        if (node.Depth <= PlaybookLimits.ConditionDepth && node.Size <= PlaybookLimits.ConditionNodes)
        {
            return true;
        }

        faults.Add(place, $"has {node.Depth} levels and {node.Size} nodes with its segments spelt out; "
            + $"at most {PlaybookLimits.ConditionDepth} levels and {PlaybookLimits.ConditionNodes} nodes are taken");
        return false;
    }

    private ConditionNode? CompileNode(Condition condition, FaultPlace place, int depth)
    {
        var forms = (condition.All is null ? 0 : 1) + (condition.Any is null ? 0 : 1) + (condition.Not is null ? 0 : 1)
            + (condition.Segment is null ? 0 : 1) + (condition.Field is null ? 0 : 1);
        if (forms != 1)
        {
            faults.Add(place, forms == 0 ? $"is empty; it needs {Forms}" : $"mixes {forms} forms; it needs {Forms}");
            return null;
        }

        if (depth > PlaybookLimits.ConditionDepth)
        {
            faults.Add(place, $"is nested deeper than {PlaybookLimits.ConditionDepth} levels");
            return null;
        }

        if (condition.Field is not null)
        {
            return CompileField(condition, place);
        }

        if (condition.Op != ConditionOperator.None || condition.Value is not null || condition.Within is not null)
        {
            faults.Add(place, "has op, value or within, which only go with a field");
            return null;
        }

        return condition switch
        {
            { All: { } all } => CompileGroup(all, isAll: true, place.Member("all"), depth),
            { Any: { } any } => CompileGroup(any, isAll: false, place.Member("any"), depth),
            { Not: { } not } => CompileNode(not, place.Member("not"), depth + 1) is { } child ? new NotNode(child) : null,
            _ => SegmentNodeOf(condition.Segment!, place.Member("segment")),
        };
    }

    private GroupNode? CompileGroup(IReadOnlyList<Condition> conditions, bool isAll, FaultPlace place, int depth)
    {
        if (conditions.Count is 0 or > PlaybookLimits.ConditionNodes)
        {
            faults.Add(place, $"has {conditions.Count} conditions; 1 to {PlaybookLimits.ConditionNodes} are taken");
            return null;
        }

        var children = conditions.Select((child, index) => CompileNode(child, place.Item(index), depth + 1)).ToArray();
        return Array.TrueForAll(children, child => child is not null) ? new(isAll, children!) : null;
    }

    private ConditionNode? CompileField(Condition condition, FaultPlace place)
    {
        int? days = null;
        if (condition.Within is { } within)
        {
            if (!Durations.TryParse(within, out var window)
                || window.Ticks % TimeSpan.TicksPerDay != 0
                || window.TotalDays > PlaybookLimits.CountedDays)
            {
                faults.Add(place.Member("within"), $"'{within}' is not a number of whole days from 1d to {PlaybookLimits.CountedDays}d");
                return null;
            }

            days = (int)window.TotalDays;
        }

        var (field, reason) = catalogue.Bind(condition.Field!, days);
        if (field is null)
        {
            if (catalogue.DeclarationOf(condition.Field!) is not var (section, id) || !IsBroken(section, id))
            {
                faults.Add(place.Member("field"), reason!);
            }

            return null;
        }

        if (days is not null && !field.Field.CountsByDay)
        {
            faults.Add(place.Member("within"), $"does not go with '{condition.Field}', which is not counted by day");
            return null;
        }

        return field.Compile(condition, place, faults);
    }

    private SegmentNode? SegmentNodeOf(string id, FaultPlace place)
    {
        if (!segments.TryGetValue(id, out var source))
        {
            if (!IsBroken("segments", id))
            {
                faults.Add(place, $"'{id}' is not a segment of the playbook{NearestName.Hint(id, segments.Keys)}");
            }

            return null;
        }

        if (open.Contains(id))
        {
            var way = string.Join(" → ", open.SkipWhile(other => other != id));
            faults.Add(place, $"the segment '{id}' leads back to itself: {way} → {id}");
            return null;
        }

        if (!compiled.TryGetValue(id, out var node))
        {
            open.Add(id);
            node = CompileNode(source.Condition, source.Place, 1);
            open.RemoveAt(open.Count - 1);
            compiled[id] = node;
        }

        return node is null ? null : new SegmentNode(source.Name, node);
    }
}

/// <summary>A segment's name and condition and where it stands.</summary>
internal readonly record struct SegmentSource(string Name, Condition Condition, FaultPlace Place);
