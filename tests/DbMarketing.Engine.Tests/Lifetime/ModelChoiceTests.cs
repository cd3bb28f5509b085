using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

/// <summary>Which model is used when earlier fits have been checked; BG/NBD is always the likelier one here.</summary>
public sealed class ModelChoiceTests
{
    private static readonly BgNbdModel s_bgNbd = new(0.24, 4.4, 0.79, 2.4);
    private static readonly ParetoNbdModel s_paretoNbd = new(0.55, 10.6, 0.6, 11.7);

    [Fact]
    public void Choice_WithoutChecks_IsTheLikelierModel() =>
        Assert.Equal(("bgNbd", "higher log-likelihood -10.00 against -20.00"), Choose());

    [Fact]
    public void Choice_IsTheModelWhoseForecastOfTheLongestHorizonCameNearer()
    {
        var (model, reason) = Choose(
            new("bgNbd", 4, 7, 1_000, 1_000), new("paretoNbd", 4, 7, 2_000, 1_000),
            new("bgNbd", 1, 30, 1_300, 1_000), new("paretoNbd", 1, 30, 990, 1_000));

        Assert.Equal(
            ("paretoNbd", "nearer forecast: 30 days ago bgNbd expected 1300 and paretoNbd 990 purchases, 1000 were made"), (model, reason));
    }

    /// <summary>Two standard deviations of 1,000 purchases are 63.</summary>
    [Theory]
    [InlineData(1_062, "bgNbd")]
    [InlineData(1_064, "paretoNbd")]
    public void Choice_BetweenForecastsThatChanceMayTellApart_IsTheLikelierModel(double expected, string chosen) =>
        Assert.Equal(chosen, Choose(new("bgNbd", 1, 30, expected, 1_000), new("paretoNbd", 1, 30, 1_000, 1_000)).Model);

    /// <summary>One per cent of a million purchases are more than two standard deviations.</summary>
    [Theory]
    [InlineData(1_009_000, "bgNbd")]
    [InlineData(1_011_000, "paretoNbd")]
    public void Choice_BetweenForecastsWithinAPerCent_IsTheLikelierModel(double expected, string chosen) =>
        Assert.Equal(chosen, Choose(new("bgNbd", 1, 30, expected, 1_000_000), new("paretoNbd", 1, 30, 1_000_000, 1_000_000)).Model);

    [Fact]
    public void Choice_PassesOverHorizonsOfFewPurchasesAndOfOneModel() =>
        Assert.Equal("paretoNbd", Choose(
            new("bgNbd", 1, 90, 0, 5_000),
            new("bgNbd", 2, 30, 0, 99), new("paretoNbd", 2, 30, 900, 99),
            new("bgNbd", 3, 7, 500, 100), new("paretoNbd", 3, 7, 110, 100)).Model);

    private static (string Model, string Reason) Choose(params ForecastCheck[] checks)
    {
        var data = new LifetimeData { Unit = LifetimeUnit.Day, Purchases = [], Checks = checks };
        var choice = ModelChoice.Of([(s_bgNbd, -10), (s_paretoNbd, -20)], s_bgNbd, "", data);
        return (choice.Model.Name, choice.Reason);
    }
}
