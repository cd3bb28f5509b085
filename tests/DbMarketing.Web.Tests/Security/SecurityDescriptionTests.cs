using System.Text.Json;
using DbMarketing.Web.Security;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DbMarketing.Web.Tests.Security;

public sealed class SecurityDescriptionTests
{
    [Fact]
    public async Task Document_ForEveryOperation_NamesTheScopeThatItsRuleAsksFor()
    {
        await using var server = await WebServer.StartAsync();
        var rules = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).Select(
                m => (Call: $"{m.ToLowerInvariant()} {PathOf(e)}", Rule: e.Metadata.GetMetadata<AccessRule>()!)))
            .ToLookup(c => c.Call, c => c.Rule);
        var document = await server.GetAsync("/openapi/v1.json");
        var schemes = document.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(s => s.Name).ToHashSet();
        var described = 0;

        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var rule = Assert.Single(rules[$"{operation.Name} {path.Name}"]);
                var needs = NeedsOf(operation.Value);
                described++;
                Assert.All(needs.SelectMany(n => n.Keys), name => Assert.Contains(name, schemes));
                Assert.Equal(rule.Scope == KeyScopes.None ? [] : [rule.Scope.ToString().ToLowerInvariant()],
                    needs.SelectMany(n => n.Values).SelectMany(scopes => scopes).Distinct());
                Assert.Equal(rule.Browsers && rule.Scope is (KeyScopes.Decide or KeyScopes.Read),
                    needs.Any(n => n.ContainsKey("customerToken")));
                Assert.Equal(rule.KeyInBody, needs.Any(n => n.Count == 0));
            }
        }

        Assert.True(described > 20);
        Assert.Equal(["customerToken", "key", "keyAsUserName"], schemes.Order());
    }

    [Theory]
    [InlineData("/v1/decide", "post", "or a browser key and the token of the customer.")]
    [InlineData("/v1/batch", "post", "The key may also be the body's writeKey.")]
    [InlineData("/v1/keys", "post", "Needs a server key with the scope admin.")]
    [InlineData("/health/live", "get", "Needs no key.")]
    public async Task Document_InWords_SaysWhoMayCall(string path, string method, string words)
    {
        await using var server = await WebServer.StartAsync();

        var document = await server.GetAsync("/openapi/v1.json");

        var description = document.GetProperty("paths").GetProperty(path).GetProperty(method).GetProperty("description").GetString();
        Assert.EndsWith(words, description, StringComparison.Ordinal);
    }

    private static List<Dictionary<string, string[]>> NeedsOf(JsonElement operation) =>
        operation.TryGetProperty("security", out var security) ? security.Deserialize<List<Dictionary<string, string[]>>>()! : [];

    private static string PathOf(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');
}
