using System.Net;
using System.Net.Http.Headers;
using System.Text;
using DbMarketing.Client.Decisions;
using DbMarketing.Client.Tracking;

namespace DbMarketing.Client.Tests;

public sealed class DbMarketingClientTests
{
    private const string Applied = """{"success":true,"results":[{"index":0,"messageId":"m","verdict":"applied"}]}""";

    [Fact]
    public async Task TrackAsync_SendsTheSameMessageIdAgainUntilItIsTaken()
    {
        using var server = new ScriptedServer(
            Answer(HttpStatusCode.TooManyRequests), Answer(HttpStatusCode.ServiceUnavailable), null, Answer(HttpStatusCode.OK, Applied));
        using var client = Client(server);

        var result = await client.TrackAsync(
            new TrackingEvent { UserId = "u", Event = "Ping" }, TestContext.Current.CancellationToken);

        Assert.Equal("applied", result.Verdict);
        Assert.Equal(4, server.Bodies.Count);
        Assert.Single(server.Bodies.Distinct());
        Assert.Contains("\"messageId\":", server.Bodies[0]);
    }

    [Fact]
    public async Task DecideAsync_CarriesARequestIdSoThatARetryDecidesOnce()
    {
        const string reply = """{"decisionId":"d-1-1-0","sequence":1,"offers":[]}""";
        using var server = new ScriptedServer(Answer(HttpStatusCode.ServiceUnavailable), Answer(HttpStatusCode.OK, reply));
        using var client = Client(server);

        var decided = await client.DecideAsync(
            new DecideRequest { CustomerId = "u", Channel = "web", Placements = [new("home-hero")] },
                TestContext.Current.CancellationToken);

        Assert.Equal("d-1-1-0", decided.DecisionId);
        Assert.Single(server.Bodies.Distinct());
        Assert.Contains("\"requestId\":", server.Bodies[0]);
    }

    [Fact]
    public async Task SendAsync_SaysWhatTheServerRefuses()
    {
        using var server = new ScriptedServer(Answer(HttpStatusCode.Unauthorized, """{"code":"key_missing","detail":"No key."}"""));
        using var client = Client(server);

        var exception = await Assert.ThrowsAsync<DbMarketingException>(
            () => client.SendAsync([new TrackingEvent { UserId = "u" }], TestContext.Current.CancellationToken));

        Assert.Equal((HttpStatusCode.Unauthorized, "key_missing"), (exception.Status!.Value, exception.Code));
        Assert.Single(server.Bodies);
    }

    [Fact]
    public async Task TrackAsync_GivesUpAfterTheAttemptsAllowed()
    {
        using var server = new ScriptedServer(null, null, null, null, null);
        using var client = Client(server);

        var exception = await Assert.ThrowsAsync<DbMarketingException>(
            () => client.TrackAsync(new TrackingEvent { UserId = "u", Event = "Ping" }, TestContext.Current.CancellationToken));

        Assert.Contains("did not answer in 5 attempts", exception.Message);
        Assert.Equal(5, server.Bodies.Count);
    }

    [Fact]
    public async Task FindCustomerAsync_IsNullForNobody()
    {
        using var server = new ScriptedServer(Answer(HttpStatusCode.NotFound));
        using var client = Client(server);

        Assert.Null(await client.FindCustomerAsync("nobody", TestContext.Current.CancellationToken));
    }

    private static DbMarketingClient Client(ScriptedServer server) => new(
        new DbMarketingClientOptions
        {
            Server = new Uri("http://server.example"), Key = "k", FirstRetryDelay = TimeSpan.Zero,
                MaxRetryDelay = TimeSpan.FromMilliseconds(1),
        },
        new HttpClient(server));

    private static HttpResponseMessage Answer(HttpStatusCode status, string body = "{}") => new(status)
    {
        Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
    };

    /// <summary>Gives its answers one after the other; null drops the connection.</summary>
    private sealed class ScriptedServer(params HttpResponseMessage?[] answers) : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
            return answers[Bodies.Count - 1] ?? throw new HttpRequestException("The connection was dropped.");
        }
    }
}
