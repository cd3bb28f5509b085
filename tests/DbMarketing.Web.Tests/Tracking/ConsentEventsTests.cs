namespace DbMarketing.Web.Tests.Tracking;

public sealed class ConsentEventsTests
{
    /// <summary>One event makes a change for each purpose; what came along with it is not stored as often.</summary>
    [Theory]
    [InlineData("identify", "traits", "consent")]
    [InlineData("track", "properties", "purposes")]
    public async Task Consents_OfOneEvent_KeepItsCampaignOnce(string type, string properties, string purposes)
    {
        await using var server = await WebServer.StartAsync();
        var answer = await server.PostAsync("/v1/" + type, new Dictionary<string, object>
        {
            ["userId"] = "u", ["event"] = "Consent Changed", ["context"] = new { campaign = new { name = "spring" } },
            [properties] = new Dictionary<string, object> { [purposes] = new { personalisation = true, marketing = false } },
        });
        Assert.Equal("applied", answer.GetProperty("results")[0].GetProperty("verdict").GetString());

        var items = (await server.GetAsync("/v1/customers/u/timeline")).GetProperty("items").EnumerateArray().ToList();

        Assert.Equal(2, items.Count(item => item.GetProperty("interaction").GetProperty("type").GetString() == "consentChanged"));
        Assert.Single(items, item => item.GetRawText().Contains("spring", StringComparison.Ordinal));
    }
}
