using System.Collections.ObjectModel;

namespace DbMarketing.Engine.CrossSell;

/// <summary>The rules that follow from all orders so far. Immutable; part of the reference data.</summary>
public sealed record CrossSellFigures
{
    /// <summary>Rises whenever the rules were searched anew.</summary>
    public required long Version { get; init; }

    /// <summary>Every order that was committed by this instant is counted.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>What the rules had to reach.</summary>
    public required RuleThresholds Thresholds { get; init; }

    /// <summary>Bought together: rules over baskets.</summary>
    public required FoundRules Together { get; init; }

    /// <summary>Bought next: rules over all customers, also those who ordered once, by the order of their purchases.</summary>
    public required FoundRules Next { get; init; }

    /// <summary>The dearer alternative that buyers went on to: rules over customers.</summary>
    public required FoundRules UpSell { get; init; }

    /// <summary>What the products of the rules are called, by their latest orders; those that no order named are not in it.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The rules of a kind.</summary>
    public FoundRules Of(RuleKind kind) => kind switch
    {
        RuleKind.Together => Together,
        RuleKind.Next => Next,
        RuleKind.UpSell => UpSell,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There are no such rules."),
    };
}
