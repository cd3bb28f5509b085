using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace DbMarketing.Web.Tests;

/// <summary>Ids as shops have them are found by every path that takes one, and each is decoded once.</summary>
public sealed class PathIdsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Ids =>
    [
        "a/b", "a%2Fb", "a%252Fb", "/a", "//a//", "a b", "a+b", "100%", "%41", "한국어/상품 1", "a.b", "a...", ".hidden", "..a/../b", "a?b=c&d#e", "a\\b", "it's",
        "\"q\"", "é", "x;y=1,z", "😀",
    ];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Ids_AreReachedByEveryPathThatTakesOne(string id)
    {
        await using var server = await WebServer.StartAsync();
        await server.PostAsync("/v1/batch", new { batch = new[] { TestOffers.Order(id, "o1") } });
        var said = await server.PostAsync("/v1/inventory", new
        {
            items = new[] { new { productId = id, inStock = false, at = TimeProvider.System.GetUtcNow() } },
        });
        Assert.Equal(1, said.GetProperty("applied").GetInt32());
        var escaped = Uri.EscapeDataString(id);

        var customer = await server.GetAsync("/v1/customers/" + escaped);
        var past = await server.GetAsync($"/v1/customers/{escaped}?asOf=2030-01-01T00:00:00Z");
        var timeline = await server.GetAsync($"/v1/customers/{escaped}/timeline");
        var stock = await server.GetAsync("/v1/inventory/" + escaped);
        var related = await FoundAsync(server, $"/v1/products/{escaped}/related");

        Assert.Equal((id, id), (customer.GetProperty("customerId").GetString(), past.GetProperty("customerId").GetString()));
        Assert.NotEqual(0, timeline.GetProperty("items").GetArrayLength());
        Assert.Equal((id, false), (stock.GetProperty("productId").GetString(), stock.GetProperty("inStock").GetBoolean()));
        Assert.Equal(id, related.GetProperty("productId").GetString());
    }

    /// <summary>Goal: the paths of ids that must be there to be found say which id they looked for.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Ids_ThatNobodyHas_AreNamedAsTheyWereMeant(string id)
    {
        await using var server = await WebServer.StartAsync();
        var escaped = Uri.EscapeDataString(id);
        foreach (var path in new[]
            {
                $"/v1/customers/{escaped}", $"/v1/customers/{escaped}/timeline", $"/v1/inventory/{escaped}",
                $"/v1/segments/{escaped}/customers", $"/v1/segments/{escaped}/lifetime", $"/v1/offers/{escaped}/customers",
            })
        {
            using var response = await server.Client.GetAsync(path, Cancellation);

            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Contains($"'{id}'", (await ProblemOf(response)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using var key = await server.Client.DeleteAsync($"/v1/keys/{escaped}", Cancellation);
        using var projection = await server.Client.PostAsync($"/v1/projections/{escaped}/rebuild", null, Cancellation);
        foreach (var response in new[] { key, projection })
        {
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            Assert.Contains($"'{id}'", (await ProblemOf(response)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    private static async Task<JsonElement> ProblemOf(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>(Cancellation);

    /// <summary>Rules are there once orders were counted.</summary>
    private static async Task<JsonElement> FoundAsync(WebServer server, string path)
    {
        while (true)
        {
            using var response = await server.Client.GetAsync(path, Cancellation);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                return await ProblemOf(response);
            }
        }
    }
}
