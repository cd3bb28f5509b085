using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Segments;
using DbMarketing.Engine.Tests.Conditions;
using static DbMarketing.Testing.SamplePlaybook;

namespace DbMarketing.Engine.Tests.CriticalLag;

/// <summary>Lags within the categories that the playbook lists.</summary>
public sealed class CategoryLagTests
{
    private static readonly DateTimeOffset Start = ConditionCustomer.Start;

    private static readonly CompiledPlaybook Shop = Compile(Source with
    {
        Lag = new(Categories: ["beauty", "toys"]),
        Segments = [new("cream-due", "Cream due", Field("lagStage.beauty", ConditionOperator.In, "[\"due\",\"overdue\"]"))],
    });

    private static readonly ReferenceData Reference = TestLags.ReferenceWith(
        Shop, TestLags.Model with { Categories = new Dictionary<string, GapModel> { ["beauty"] = new(Math.Log(60), 0.3, 0.2, 0.3) } });

    [Fact]
    public void Of_CountsDaysOfTheCategoryAndItsChildren_AndNoOthers()
    {
        var customer = new ConditionCustomer(CustomerId.Known("c"))
            .BuysOf("beauty.skincare", Start.AddDays(-40)).BuysOf("beauty", Start.AddDays(-10)).BuysOf("beauty", Start.AddDays(-10))
            .BuysOf("beautyfarm", Start.AddDays(-3)).BuysOf("books", Start);

        var standing = Standings.Of(customer.State, Shop.TimeZone, Start, Shop.LagCategories)!;

        var day = Shop.DayOf(Start.AddDays(-10));
        Assert.Equal(new CategoryGap("beauty", GapStatistics.Of([day - 30, day]), day), Assert.Single(standing.Categories.Items));
        Assert.Equal(4, standing.Gaps.Count + 1);
        Assert.Empty(Standings.Of(customer.State, Shop.TimeZone, Start)!.Categories.Items);
    }

    [Fact]
    public void Standing_IsTheSameAfterItsJson_AndEqualWhenItsCategoriesAre()
    {
        var customer = new ConditionCustomer(CustomerId.Known("c")).BuysOf("toys", Start.AddDays(-9)).BuysOf("beauty", Start);
        var standing = Standings.Of(customer.State, Shop.TimeZone, Start, Shop.LagCategories)!;
        var written = EntryCodec.WriteTurn([new Reviewed { At = Start, Is = standing }]);
        var read = Assert.IsType<Reviewed>(Assert.Single(EntryCodec.ReadTurn(written))).Is!;

        Assert.Equal(2, read.Categories.Items.Count);
        Assert.Equal(standing, read);
        Assert.NotEqual(standing, read with { Categories = default });
        Assert.DoesNotContain(
            "categories", System.Text.Encoding.UTF8.GetString(EntryCodec.WriteTurn([new Reviewed { At = Start, Is = new() }])),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Review_EntersByTheCategorysOwnLag_WhateverElseIsBought()
    {
        var customer = new ConditionCustomer(CustomerId.Known("c")).BuysOf("beauty", Start);
        var review = new Review(customer.State, Reference);
        customer.State.Apply(review.Conclude(Start)!);
        customer.BuysOf("books", Start.AddDays(50));

        var due = customer.State.LastReview!.DueAt!.Value;
        review = new Review(customer.State, Reference);
        review.CatchUp(Start.AddDays(70), 100);
        var entered = Assert.Single(review.Conclude(Start.AddDays(70))!.Entered);

        var lag = LagReading.Live(customer.State, Reference).Of("beauty")!;
        Assert.Equal((Start, 60), (lag.Since, Math.Round(lag.Stages.Due.TotalDays, 6)));
        Assert.InRange(entered.At - (Start + lag.Stages.Due), TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
        Assert.True(due <= entered.At);
        Assert.StartsWith("usually buys beauty every 60 days, due since", entered.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelOf_ACategoryThatItDoesNotKnow_IsTheShops()
    {
        var customer = new ConditionCustomer(CustomerId.Known("c")).BuysOf("toys", Start);

        Assert.Equal(TestLags.Model.All.Forecast(default), LagReading.Live(customer.State, Reference).Of("toys")!.Forecast);
        Assert.Null(LagReading.Live(customer.State, Reference).Of("beauty"));
    }

    /// <summary>Goal: a category with few is judged by the shop, one with many by itself, and one in between lies between.</summary>
    [Fact]
    public void Fit_DrawsACategoryTowardsTheShopTheMoreTheFewerThereAre()
    {
        var random = new Random(3);
        var shop = PopulationOf(random, 3_000, 30);
        var (few, some, many) = (PopulationOf(random, 10, 90), PopulationOf(random, 200, 90), PopulationOf(random, 6_000, 90));

        var model = LagModel.Fit(
            shop, new Dictionary<string, GapPopulation> { ["few"] = few, ["some"] = some, ["many"] = many }, 2_000, Start)!;

        Assert.Same(model.All, model.ModelOf("few"));
        Assert.Equal(30, Math.Exp(model.All.Mean), 2.0);
        Assert.InRange(Math.Exp(model.ModelOf("some").Mean), 50, 80);
        Assert.InRange(Math.Exp(model.ModelOf("many").Mean), 84, 92);
        Assert.True(model.IsFarFrom(model with { Categories = new Dictionary<string, GapModel>() }));
        Assert.False(model.IsFarFrom(model with { Version = "other" }));
    }

    [Fact]
    public void Counts_KeepEachCategoryAndRestoreIt()
    {
        var counts = new GapCounts();
        var standing = new Standing
        {
            Orders = 2, PurchaseDays = 2, LastDay = 20_030, Gaps = GapStatistics.Of([20_000, 20_030]),
            Categories = new([new("toys", default, 20_000), new("beauty", GapStatistics.Of([19_990, 20_030]), 20_030)]),
        };
        counts.Fold(
            new JournalRow { Lane = 0, Position = 1, Customer = new(1), Sequence = 1, At = Start, Payload = default },
            [new Reviewed { At = Start, Is = standing }]);
        var restored = new GapCounts();
        restored.Restore(counts.CaptureChanges(), whole: true);
        restored.Publish(Start);

        var figures = restored.Figures!;
        Assert.Equal(
            [("beauty", 1L, 1L), ("toys", 1L, 0L)],
            figures.Categories.OrderBy(static one => one.Key).Select(static one => (one.Key, one.Value.Customers, one.Value.Returned)));
        Assert.Equal((1, 1), (figures.Gaps.Customers, figures.Gaps.Returned));
    }

    [Theory]
    [InlineData("""{"overdueShare":0.5}""", "$.lag.overdueShare", "0.5 is not above 0.5 and below 1")]
    [InlineData("""{"returnThreshold":1}""", "$.lag.returnThreshold", "1 is not above 0 and below 1")]
    [InlineData("""{"categories":["toys","toys"]}""", "$.lag.categories[1]", "'toys' is there already")]
    [InlineData("""{"categories":["/"]}""", "$.lag.categories[0]",
        "'/' is not a category path such as home.kitchen: 1 to 100 letters, digits, '_', '.', '-' and blanks, "
            + "beginning with a letter or digit")]
    public void Load_NamesWhatIsWrongWithTheLag(string lag, string path, string reason)
    {
        var document = System.Text.Json.Nodes.JsonNode.Parse(Compiled.Document)!.AsObject();
        document["lag"] = System.Text.Json.Nodes.JsonNode.Parse(lag);

        var fault = Assert.Single(PlaybookLoader.LoadDocument(System.Text.Encoding.UTF8.GetBytes(document.ToJsonString())).Faults);

        Assert.Equal((path, reason), (fault.Path, fault.Reason));
    }

    [Fact]
    public void Load_RefusesAStageOfACategoryThatThePlaybookDoesNotList()
    {
        var load = PlaybookLoader.LoadPlaybook(Source with
        {
            Lag = new(Categories: ["beauty"]),
            Segments = [new("s", "S", Field("lagStage.beauti", ConditionOperator.EqualTo, "\"due\""))],
        });

        Assert.Contains(
            "'beauti' in 'lagStage.beauti' is not a category of the playbook's lag", load.Faults[0].Reason, StringComparison.Ordinal);
    }

    /// <summary>Customers whose gaps are about so many days, watched for 2,000.</summary>
    private static GapPopulation PopulationOf(Random random, int customers, double days)
    {
        var population = new GapPopulation();
        for (var customer = 0; customer < customers; customer++)
        {
            List<int> bought = [random.Next(1_000)];
            while (random.NextDouble() > 0.2 && bought[^1] < 2_000)
            {
                bought.Add(bought[^1] + Math.Max(1, (int)(days * Math.Exp(0.4 * (random.NextDouble() + random.NextDouble() - 1)))));
            }

            bought.RemoveAll(static day => day > 2_000);
            population.Add(GapStatistics.Of([.. bought]), bought[^1]);
        }

        return population;
    }
}
