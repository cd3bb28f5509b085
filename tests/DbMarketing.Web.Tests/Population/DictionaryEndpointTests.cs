using DbMarketing.Engine.Journal;

namespace DbMarketing.Web.Tests.Population;

public sealed class DictionaryEndpointTests
{
    [Fact]
    public async Task Read_ExplainsFieldsOfThePlaybookAndColumnsOfTheViews()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);

        var dictionary = await server.GetAsync("/v1/dictionary");

        Assert.Equal(TestOffers.Compiled.Version, dictionary.GetProperty("playbookVersion").GetString());
        var recency = dictionary.GetProperty("fields").EnumerateArray().Single(
            static field => field.GetProperty("name").GetString() == "recency");
        Assert.Equal(("time", "duration"), (recency.GetProperty("class").GetString(), recency.GetProperty("type").GetString()));
        Assert.All(
            dictionary.GetProperty("fields").EnumerateArray(),
            static field => Assert.NotEqual("", field.GetProperty("summary").GetString()));
        Assert.Equal(
            AnalystViews.All.Select(static view => view.Name),
            dictionary.GetProperty("views").EnumerateArray().Select(static view => view.GetProperty("name").GetString()!));
    }
}
