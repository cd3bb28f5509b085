using System.Net;
using System.Net.Http.Json;
using DbMarketing.Testing;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tests.Security;

/// <summary>Rates under a clock that stands still unless the test moves it.</summary>
public sealed class RequestRatesTests
{
    private static readonly IPAddress ThisMachine = IPAddress.Loopback;
    private readonly ManualTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private int _messages;

    [Fact]
    public async Task ServerKey_AfterItsBurst_Gets429WithRetryAfterAndNothingIsStored()
    {
        await using var server = await WebServer.StartAsync(options => options.ServerRequestsPerSecond = 5, webTime: _time);
        using var client = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server)).Key);
        using var reader = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server)).Key);

        Assert.Equal(10, await AcceptedAsync(client, 14));
        _time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.Equal(0, await AcceptedAsync(client, 1));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, await AcceptedAsync(client, 2));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, await AcceptedAsync(client, 7));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(10, await AcceptedAsync(client, 12));

        Assert.Equal(26, await StoredAsync(reader));
    }

    [Fact]
    public async Task RatesThatAreNoMultipleOfTen_AreKeptAsTheyAreSet()
    {
        await using var server = await WebServer.StartAsync(options => options.ServerRequestsPerSecond = 15, webTime: _time);
        using var client = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server)).Key);
        Assert.Equal(30, await AcceptedAsync(client, 31));

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(15, await AcceptedAsync(client, 17));
    }

    [Fact]
    public async Task Rate_OfAKeyInTheBody_HoldsAsWell()
    {
        await using var server = await WebServer.StartAsync(options => options.ServerRequestsPerSecond = 1, webTime: _time);
        var key = (await server.CreateKeyAsync(KeyKind.Server)).Key;

        Assert.Equal(2, await AcceptedAsync(server.Client, 5, writeKey: key));
    }

    [Fact]
    public async Task Addresses_BehindAKnownProxy_EachHaveTheirOwnRate()
    {
        await using var server = await WebServer.StartAsync(options =>
        {
            options.AddressRequestsPerSecond = 1;
            options.KnownProxies = [ThisMachine];
        }, webTime: _time);
        using var client = server.ClientOf((await server.CreateKeyAsync(KeyKind.Browser)).Key);
        using var reader = server.ClientOf((await server.CreateKeyAsync(KeyKind.Server)).Key);

        Assert.Equal(10, await AcceptedAsync(client, 12, "203.0.113.1"));
        Assert.Equal(10, await AcceptedAsync(client, 12, "203.0.113.2"));
        // What stands before the proxy's own entry came from the visitor, and is not believed.
        Assert.Equal(0, await AcceptedAsync(client, 3, "198.51.100.7, 203.0.113.1"));
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(3, await AcceptedAsync(client, 5, "203.0.113.1"));

        Assert.Equal(23, await StoredAsync(reader));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("192.0.2.9")]
    public async Task Addresses_ThatNoKnownProxyForwards_AreNotBelieved(string? proxy)
    {
        await using var server = await WebServer.StartAsync(options =>
        {
            options.AddressRequestsPerSecond = 1;
            options.KnownProxies = proxy is null ? [] : [IPAddress.Parse(proxy)];
        }, webTime: _time);
        using var client = server.ClientOf((await server.CreateKeyAsync(KeyKind.Browser)).Key);

        Assert.Equal(10, await AcceptedAsync(client, 10, "203.0.113.1"));
        Assert.Equal(0, await AcceptedAsync(client, 2, "203.0.113.2"));
    }

    [Fact]
    public async Task BrowserKey_OverAllAddresses_HasALimitThatARefusedAddressDoesNotUse()
    {
        await using var server = await WebServer.StartAsync(options =>
        {
            options.AddressRequestsPerSecond = 1;
            options.BrowserRequestsPerSecond = 8;
            options.KnownProxies = [ThisMachine];
        }, webTime: _time);
        using var client = server.ClientOf((await server.CreateKeyAsync(KeyKind.Browser)).Key);

        Assert.Equal(10, await AcceptedAsync(client, 20, "203.0.113.1"));
        Assert.Equal(6, await AcceptedAsync(client, 8, "203.0.113.2"));
        Assert.Equal(0, await AcceptedAsync(client, 2, "203.0.113.3"));
    }

    /// <summary>How many of these events were applied; each of the others must be refused for the rate, with a time to come back.</summary>
    private async Task<int> AcceptedAsync(HttpClient client, int count, string? forwardedFor = null, string? writeKey = null)
    {
        var accepted = 0;
        for (var i = 0; i < count; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/track")
            {
                Content = JsonContent.Create(new { anonymousId = "visitor", messageId = $"m{_messages++}", @event = "x", writeKey }),
            };
            if (forwardedFor is not null)
            {
                request.Headers.Add("X-Forwarded-For", forwardedFor);
            }

            using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
            accepted += response.IsSuccessStatusCode ? 1 : 0;
            if (!response.IsSuccessStatusCode)
            {
                Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
                Assert.True(response.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
            }
        }

        return accepted;
    }

    private static async Task<long> StoredAsync(HttpClient reader)
    {
        var page = await reader.GetFromJsonAsync<System.Text.Json.JsonElement>("/v1/customers/visitor/timeline?limit=200");
        return page.GetProperty("items").GetArrayLength();
    }
}
