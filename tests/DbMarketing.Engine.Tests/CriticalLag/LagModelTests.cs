using System.Text.Json;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Tests.CriticalLag;

public sealed class LagModelTests
{
    /// <summary>Method: the model as it is stored, without what an older program did not write.</summary>
    [Fact]
    public void Read_OfAModelFromBeforeThereWereCategoriesHasNone()
    {
        var history = new ModelHistory<LagModel>(TestLags.Model.FittedAt, [TestLags.Model]);
        var stored = JsonSerializer.SerializeToNode(history, PopulationJson.Default.ModelHistoryLagModel)!;
        Assert.True(stored["models"]![0]!.AsObject().Remove("categories"));

        var read = stored.Deserialize(PopulationJson.Default.ModelHistoryLagModel)!.Models[0];

        Assert.Empty(read.Categories);
        Assert.Equal(read.All, read.ModelOf("beauty"));
    }
}
