using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Rfm;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Playbooks;

public sealed class PopulationChecksTests
{
    private static readonly RfmGroupRule Rest = new("rest");

    [Fact]
    public void Lifetime_TakesItsEdges()
    {
        Assert.Empty(FaultsOf(new LifetimeRules(Margin: 1, DiscountRate: 0, HorizonMonths: 1, AcquisitionCost: 0)));
        Assert.Empty(FaultsOf(new LifetimeRules(Margin: 0.001, DiscountRate: 10, HorizonMonths: 120, AcquisitionCost: 1_000_000_000)));
    }

    [Fact]
    public void Lifetime_BeyondItsLimitsIsNamed() => Assert.Equal(
        [
            new("playbook", "$.lifetime.margin", "0 is not above 0 and up to 1"),
            new("playbook", "$.lifetime.discountRate", "10.5 is not from 0 to 10"),
            new("playbook", "$.lifetime.horizonMonths", "121 is not from 1 to 120"),
            new PlaybookFault("playbook", "$.lifetime.acquisitionCost", "-1 is not from 0 to 1000000000"),
        ],
        FaultsOf(new LifetimeRules(Margin: 0, DiscountRate: 10.5, HorizonMonths: 121, AcquisitionCost: -1)));

    [Fact]
    public void RfmGroups_NameEveryCellByTheFirstRuleThatHolds()
    {
        var load = Load([new("best", [5, 5], [4, 5]), new("late", [1, 2]), Rest]);

        Assert.Empty(load.Faults);
        var groups = load.Playbook!.RfmGroups;
        Assert.Equal(
            ["best", "rest", "late", "rest"],
            new RfmCell[] { new(5, 4, 1), new(5, 3, 5), new(2, 5, 5), new(3, 3, 3) }.Select(cell => groups.Of(cell)!.Name));
        Assert.Same(RfmGroups.Default, SamplePlaybook.Compiled.RfmGroups);
    }

    [Fact]
    public void RfmGroups_WithFaultsAreNamed()
    {
        Assert.Equal(
            [
                new("playbook", "$.rfmGroups[0].recency", "[5, 4] is not the lowest and the highest of the scores 1 to 5, such as [4, 5]"),
                new("playbook", "$.rfmGroups[1].name", "'a' is there already; each name in 'rfmGroups' stands once"),
                new("playbook", "$.rfmGroups[1].monetary", "[0, 6] is not the lowest and the highest of the scores 1 to 5, such as [4, 5]"),
                new PlaybookFault(
                    "playbook", "$.rfmGroups[2].frequency", "[3] is not the lowest and the highest of the scores 1 to 5, such as [4, 5]"),
            ],
            Load([new("a", [5, 4]), new("a", Monetary: [0, 6]), new("c", Frequency: [3])]).Faults);
        Assert.Equal(
            [
                new PlaybookFault(
                    "playbook", "$.rfmGroups[1]",
                    "leaves 100 of 125 cells without a name, such as 111; end with a rule without ranges for the rest"),
            ],
            Load([new("best", [5, 5], [5, 5]), new("good", [5, 5])]).Faults);
        Assert.Equal(
            [new PlaybookFault("playbook", "$.rfmGroups[1]", "'late' names nobody: rules before it hold all of its cells")],
            Load([Rest, new("late", [1, 2])]).Faults);
    }

    [Fact]
    public void RfmGroups_HaveALimit()
    {
        var many = Enumerable.Range(0, RfmCell.Count).Select(RfmCell.At)
            .Select(cell => new RfmGroupRule(
                cell.ToString(), [cell.Recency, cell.Recency], [cell.Frequency, cell.Frequency], [cell.Monetary, cell.Monetary])).ToList();

        Assert.Empty(Load(many).Faults);
        Assert.Contains(Load([.. many, Rest]).Faults, static fault => fault.Reason == "has 126 groups; 0 to 125 are taken");
    }

    /// <summary>A playbook that says nothing of them keeps its version, which decisions name.</summary>
    [Fact]
    public void Document_WithoutThemDoesNotMentionThem()
    {
        var document = System.Text.Encoding.UTF8.GetString(SamplePlaybook.Compiled.Document);

        Assert.DoesNotContain("rfmGroups", document, StringComparison.Ordinal);
        Assert.DoesNotContain("lifetime", document, StringComparison.Ordinal);
    }

    private static IReadOnlyList<PlaybookFault> FaultsOf(LifetimeRules rules) =>
        PlaybookLoader.LoadPlaybook(SamplePlaybook.Source with { Lifetime = rules }).Faults;

    private static PlaybookLoad Load(IReadOnlyList<RfmGroupRule> rules) =>
        PlaybookLoader.LoadPlaybook(SamplePlaybook.Source with { RfmGroups = rules });
}
