using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;

namespace DbMarketing.Web.Tests.Pages;

/// <summary>The examples of the API page, against the API. Names and kinds of values must agree; values may move with the clock.</summary>
public sealed partial class ExampleCallsTests
{
    /// <summary>What the server makes anew each time: an example's text stands for the real one in the calls that follow.</summary>
    private static readonly string[] s_made = ["decisionId", "outcomeToken", "id", "version", "key"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Method: the calls of the file in its order, on an empty server with the shipped playbook.</summary>
    [Fact]
    public async Task EachCall_IsAnsweredAsTheExampleSays()
    {
        var playbook = PlaybookLoader.LoadFolder(Path.Combine(RepositoryPaths.Root, "src", "DbMarketing.Server", "playbook")).Playbook!;
        await using var server = await WebServer.StartAsync(playbook: playbook);
        var document = await server.GetAsync("/openapi/v1.json");
        var made = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var call in Calls())
        {
            var operation = call["operation"]!.GetValue<string>();
            if (operation == "readSegments")
            {
                await CountedAsync(server);
            }

            if (operation == "readLifetime")
            {
                await FittedAsync(server);
            }

            using var request = new HttpRequestMessage(MethodOf(document, operation), Replace(call["path"]!.GetValue<string>(), made));
            request.Content = call["body"] is { } body
                ? new StringContent(Replace(body.ToJsonString(), made), Encoding.UTF8, "application/json") : null;
            request.Headers.Authorization = made.TryGetValue("dbm_KEY", out var key) ? new AuthenticationHeaderValue("Bearer", key) : null;

            using var response = await server.Client.SendAsync(request, Token);
            var text = await response.Content.ReadAsStringAsync(Token);
            await server.SettleAsync();

            Assert.True(call["status"]!.GetValue<int>() == (int)response.StatusCode, $"{operation}: {(int)response.StatusCode} {text}");
            if (call["answer"] is { } answer)
            {
                Compare(operation, JsonSerializer.SerializeToElement(answer), JsonElement.Parse(text), made);
            }
        }
    }

    [Fact]
    public async Task EveryOperation_HasAnExample()
    {
        await using var server = await WebServer.StartAsync();
        var document = await server.GetAsync("/openapi/v1.json");
        var without = Operations(document)
            .Where(static operation => !Abbreviation().IsMatch(operation.Path) && !operation.Value.TryGetProperty("x-example-path", out _))
            .Select(static operation => operation.Path);

        Assert.Empty(without);
        var decide = Operations(document).Single(static operation => operation.Path == "/v1/decide").Value;
        var media = decide.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        Assert.Equal("ada", media.GetProperty("example").GetProperty("customerId").GetString());
        Assert.True(decide.GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json")
            .GetProperty("example").TryGetProperty("offers", out _));
    }

    /// <summary>The figures of the population follow at their own pace: asks until they know the one buyer, as a screen would.</summary>
    private static async Task CountedAsync(WebServer server)
    {
        while (!await IsOneAsync("/v1/segments/one-timer", static figures => figures.GetProperty("segment").GetProperty("members"))
            || !await IsOneAsync("/v1/rfm", static figures => figures.GetProperty("buyers"))
            || !await IsOneAsync("/v1/lags", static figures => figures.GetProperty("customers")))
        {
            // Asks again.
        }

        async Task<bool> IsOneAsync(string path, Func<JsonElement, JsonElement> figure)
        {
            using var response = await server.Client.GetAsync(path, Token);
            var text = await response.Content.ReadAsStringAsync(Token);
            return response.IsSuccessStatusCode && figure(JsonElement.Parse(text)).GetInt32() == 1;
        }
    }

    /// <summary>A fit runs beside: asks until it holds, as a screen would.</summary>
    private static async Task FittedAsync(WebServer server)
    {
        while (!(await server.GetAsync("/v1/lifetime")).TryGetProperty("model", out _)
            || (await server.GetAsync("/v1/lifetime")).GetProperty("underWay").GetBoolean())
        {
            // Asks again.
        }
    }

    private static void Compare(string path, JsonElement example, JsonElement actual, Dictionary<string, string> made)
    {
        Assert.True(Kind(example) == Kind(actual), $"{path} is {actual.ValueKind}, but the example has {example.ValueKind}");
        if (example.ValueKind == JsonValueKind.Array)
        {
            Assert.True(example.GetArrayLength() == 0 || actual.GetArrayLength() > 0, $"{path} is empty");
            foreach (var (index, item) in example.EnumerateArray().Index())
            {
                Compare($"{path}[{index}]", item, Counterpart(item, index, actual), made);
            }
        }
        else if (example.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in example.EnumerateObject())
            {
                Assert.True(actual.TryGetProperty(member.Name, out var value), $"{path}.{member.Name} is not in the answer {actual}");
                if (s_made.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.String)
                {
                    made.TryAdd(member.Value.GetString()!, value.GetString()!);
                }

                Compare($"{path}.{member.Name}", member.Value, value, made);
            }
        }
    }

    /// <summary>The entry of the same kind, where entries have kinds: segments go by the time of day too. Else the same place.</summary>
    private static JsonElement Counterpart(JsonElement item, int index, JsonElement actual) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("entry", out var entry)
            ? actual.EnumerateArray().First(found => found.GetProperty("entry").GetString() == entry.GetString())
            : actual[Math.Min(index, actual.GetArrayLength() - 1)];

    private static JsonValueKind Kind(JsonElement value) =>
        value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

    private static string Replace(string text, Dictionary<string, string> made) =>
        made.Aggregate(text, static (changed, pair) => changed.Replace(pair.Key, pair.Value, StringComparison.Ordinal));

    private static IEnumerable<JsonNode> Calls() => JsonNode.Parse(File.ReadAllText(
        Path.Combine(RepositoryPaths.Root, "src", "DbMarketing.Web", "Pages", "examples.json")))!.AsArray().Select(static call => call!);

    private static HttpMethod MethodOf(JsonElement document, string operation) => new(
        Operations(document).Single(found => found.Value.GetProperty("operationId").GetString() == operation).Method.ToUpperInvariant());

    private static IEnumerable<(string Path, string Method, JsonElement Value)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(static path => path.Value.EnumerateObject().Select(
            operation => (path.Name, operation.Name, operation.Value)));

    /// <summary>A tracking path shortened to its first letter, which is the same operation.</summary>
    [GeneratedRegex("^/v1/.$")]
    private static partial Regex Abbreviation();
}
