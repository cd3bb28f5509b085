using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tests.Live;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tests.Security;

/// <summary>
/// A visitor cannot read anybody else by any route: every endpoint and every hub method there is, found by reflection, is tried.
/// </summary>
public sealed class EveryEndpointTests
{
    private const string Mark = "Xq7Marker";
    private const string Victim = "victim-customer";

    [Fact]
    public async Task Endpoints_AllOfThem_StateAnAccessRule()
    {
        await using var server = await WebServer.StartAsync();

        var without = Routes(server).Where(e => e.Metadata.GetMetadata<AccessRule>() is null).Select(e => e.RoutePattern.RawText);

        Assert.Empty(without);
    }

    [Fact]
    public async Task Endpoints_AllOfThem_TellAVisitorNothingOfAnother()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var stage = await StageAsync(server);
        var leaks = new List<string>();
        foreach (var (method, path) in Calls(server, stage))
        {
            foreach (var client in stage.Attackers)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                if (method != "GET")
                {
                    request.Content = JsonContent.Create(stage.BodyAgainst);
                }

                using var response =
                    await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                var text = path.StartsWith("/hubs", StringComparison.Ordinal) ? ""
                    : await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                if (text.Contains(Mark, StringComparison.Ordinal) || text.Contains("thanks-for-buying", StringComparison.Ordinal))
                {
                    leaks.Add($"{method} {path} → {(int)response.StatusCode} {text[..Math.Min(200, text.Length)]}");
                }
            }
        }

        Assert.True(leaks.Count == 0, string.Join(Environment.NewLine, leaks));
        Assert.Contains(Mark, (await stage.Trusted.GetStringAsync($"/v1/customers/{Victim}", TestContext.Current.CancellationToken)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoints_ThatAskForAScope_RefuseACallWithoutAKey()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var stage = await StageAsync(server);
        foreach (var endpoint in Routes(server).Where(e => e.Metadata.GetMetadata<AccessRule>()!.Scope != KeyScopes.None))
        {
            var method = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
            using var request = new HttpRequestMessage(new HttpMethod(method), PathOf(endpoint, Victim, stage.DecisionId))
            {
                Content = method == "GET" ? null : JsonContent.Create(stage.BodyAgainst),
            };
            using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized,
                $"{method} {endpoint.RoutePattern.RawText} → {response.StatusCode}");
        }
    }

    [Fact]
    public async Task HubMethods_AllOfThem_TellAVisitorNothingOfAnother()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var stage = await StageAsync(server);
        var hub = typeof(WebOptions).Assembly.GetType("DbMarketing.Web.Live.LiveHub", throwOnError: true)!;
        var methods = hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.GetBaseDefinition() == m).ToList();
        Assert.True(methods.Count >= 3);
        await using var screen = await HubSocket.ConnectAsync(server, stage.AttackerQuery);
        foreach (var method in methods)
        {
            foreach (var kind in (string[])["customerId", "anonymousId"])
            {
                object[] arguments = method.GetParameters() switch
                {
                    [] => [],
                    [{ ParameterType: var type }] when type == typeof(string) => [Victim],
                    _ => [new Dictionary<string,
                        object> { [kind] = kind == "customerId" ? Victim : stage.VictimVisitor, ["view"] = true, ["after"] = 0 }],
                };
                var answer = await screen.InvokeAsync(method.Name, arguments);

                Assert.DoesNotContain(Mark, answer.ValueKind == JsonValueKind.Undefined ? "" : answer.GetRawText(),
                    StringComparison.Ordinal);
                Assert.True(method.Name == "Unsubscribe" || answer.ToString()
                    .StartsWith("error: ", StringComparison.Ordinal), $"{method.Name}: {answer}");
            }
        }
    }

    [Fact]
    public async Task Visitor_WhoIdentifies_NeedsTheShopsTokenForTheKnownCustomer()
    {
        await using var server = await WebServer.StartAsync(playbook: TestOffers.Compiled);
        var stage = await StageAsync(server);
        var thief = stage.Attackers[0];

        // The attacker's own visitor claims to be the victim; the two become one customer.
        using var claimed = await thief.PostAsJsonAsync(
            "/v1/identify", new { userId = Victim, anonymousId = stage.AttackerVisitor, messageId = "claim" },
                TestContext.Current.CancellationToken);
        Assert.True(claimed.IsSuccessStatusCode);
        await server.SettleAsync();
        var merged = await stage.Trusted.GetFromJsonAsync<JsonElement>($"/v1/customers/{Victim}", TestContext.Current.CancellationToken);
        Assert.True(merged.GetProperty("anonymousIds").GetArrayLength() > 1);

        using var own = await thief.GetAsync($"/v1/customers/{stage.AttackerVisitor}?kind=anonymous",
            TestContext.Current.CancellationToken);
        using var other = await thief.GetAsync($"/v1/customers/{Victim}", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, own.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        using var signed = server.ClientOf(stage.BrowserKey, stage.TokenOf(Victim));
        Assert.Contains(Mark, await signed.GetStringAsync($"/v1/customers/{Victim}", TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    private static List<RouteEndpoint> Routes(WebServer server) =>
        [.. server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    private static IEnumerable<(string Method, string Path)> Calls(WebServer server, Stage stage)
    {
        foreach (var endpoint in Routes(server))
        {
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"])
            {
                yield return (method, PathOf(endpoint, Victim, stage.DecisionId));
                yield return (method, PathOf(endpoint, stage.VictimVisitor, stage.DecisionId) + "?kind=anonymous&order=oldest");
                yield return (method, PathOf(endpoint, Victim, stage.DecisionId) + $"?email={Mark}@example.com");
            }
        }
    }

    private static string PathOf(RouteEndpoint endpoint, string id, string decisionId)
    {
        var parts = endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator => separator.Content,
            _ => endpoint.RoutePattern.RawText!.Contains("decisions", StringComparison.Ordinal) ? decisionId : id,
        })));
        return "/" + string.Join('/', parts);
    }

    private static async Task<Stage> StageAsync(WebServer server)
    {
        var admin = await server.CreateKeyAsync(KeyKind.Server, "write", "decide", "read", "admin");
        var browser = await server.CreateKeyAsync(KeyKind.Browser);
        var other = await server.CreateKeyAsync(KeyKind.Browser);
        var trusted = server.ClientOf(admin.Key);
        var victim = await MintAsync(server.ClientOf(browser.Key));
        var attacker = await MintAsync(server.ClientOf(browser.Key));
        await trusted.PostAsJsonAsync("/v1/identify",
            new { userId = Victim, anonymousId = victim.Id, traits = new { firstName = Mark, email = Mark + "@example.com" } });
        await trusted.PostAsJsonAsync("/v1/batch", new { batch = new[] { TestOffers.Order(Victim, "o1") } });
        var decided = await trusted.PostAsJsonAsync(
            "/v1/decide", new { customerId = Victim, channel = "web", placements = new[] { new { id = "home-hero" } } });
        var decision = JsonElement.Parse(await decided.Content.ReadAsStringAsync());
        var tokens = new TokenSigner(browser);
        return new Stage
        {
            Trusted = trusted,
            BrowserKey = browser.Key,
            TokenOf = tokens.Sign,
            VictimVisitor = victim.Id,
            AttackerVisitor = attacker.Id,
            AttackerQuery = $"?access_token={browser.Key}&customer_token={attacker.Token}",
            DecisionId = decision.GetProperty("decisionId").GetString()!,
            BodyAgainst = new
            {
                customerId = Victim, channel = "web", placements = new[] { new { id = "home-hero" } }, type = "track", userId = Victim,
                    @event = "x",
                batch = new[] { new { type = "track", userId = Victim, @event = "x" } }, view = true, previousId = victim.Id,
            },
            Attackers =
            [
                server.ClientOf(browser.Key, attacker.Token), server.ClientOf(browser.Key),
                    server.ClientOf(browser.Key, tokens.Sign("somebody-else")),
                server.ClientOf(other.Key, victim.Token), server.ClientOf(browser.Key, new TokenSigner(other).Sign(Victim)[..^3] + "AAA"),
            ],
        };
    }

    private static async Task<(string Id, string Token)> MintAsync(HttpClient client)
    {
        using var response = await client.PostAsJsonAsync("/v1/visitors", new { });
        var body = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        return (body.GetProperty("anonymousId").GetString()!, body.GetProperty("token").GetString()!);
    }

    private sealed record Stage
    {
        public required HttpClient Trusted { get; init; }
        public required string BrowserKey { get; init; }
        public required Func<string, string> TokenOf { get; init; }
        public required string VictimVisitor { get; init; }
        public required string AttackerVisitor { get; init; }
        public required string AttackerQuery { get; init; }
        public required string DecisionId { get; init; }
        public required object BodyAgainst { get; init; }
        public required IReadOnlyList<HttpClient> Attackers { get; init; }
    }
}
