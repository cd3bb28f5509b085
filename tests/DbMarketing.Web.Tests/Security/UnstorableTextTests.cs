using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Postgres;
using DbMarketing.Engine.Journal.Sqlite;
using DbMarketing.Testing;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tests.Security;

/// <summary>Text that PostgreSQL cannot store or compare, wherever a request may carry it: refused alike on every database.</summary>
public abstract class UnstorableTextTests : IAsyncDisposable
{
    private const string Decide = "\"channel\":\"web\",\"placements\":[{\"id\":\"p\"}]";

    /// <summary>Method, path, body and the status that is due.</summary>
    private static readonly (string Method, string Path, string? Body, int Status)[] s_requests =
    [
        ("GET", "/v1/customers/a%00b", null, 400),
        ("GET", "/v1/customers/a%00b/timeline", null, 400),
        ("GET", "/v1/customers?email=a%00b@shop.example", null, 400),
        ("GET", "/v1/customers?phone=010%001234", null, 400),
        ("GET", "/v1/decisions/d-1-%00-0", null, 400),
        ("GET", "/v1/decisions/d-%00/explanation", null, 400),
        ("DELETE", "/v1/keys/k%00", null, 400),
        ("DELETE", "/v1/keys/%ED%A0%80", null, 404),
        ("POST", "/v1/playbook/rollback", "{\"version\":\"a\\u0000\"}", 422),
        ("POST", "/v1/keys", "{\"kind\":\"server\",\"source\":\"a\\u0000\"}", 422),
        ("POST", "/v1/decide", "{\"customerId\":\"a\\u0000\"," + Decide + "}", 400),
        ("POST", "/v1/decide", "{\"customerId\":\"a\\ud800\"," + Decide + "}", 400),
        ("POST", "/v1/decide", "{\"customerId\":\"u\",\"anonymousId\":\"a\\u0000\"," + Decide + "}", 400),
        ("POST", "/v1/decide", "{\"customerId\":\"u\",\"sessionId\":\"\\u0000\",\"requestId\":\"\\u0000\"," + Decide + "}", 200),
        ("POST", "/v1/decide", "{\"customerId\":\"u\",\"context\":{\"\\u0000\":\"\\u0000\"}," + Decide + "}", 200),
        ("POST", "/v1/outcomes", "{\"outcome\":\"presented\",\"outcomeToken\":\"\\u0000\"}", 200),
    ];

    /// <summary>Events that are due to be rejected.</summary>
    private static readonly string[] s_events =
    [
        "{\"type\":\"track\",\"event\":\"x\",\"userId\":\"a\\u0000\"}",
        "{\"type\":\"track\",\"event\":\"x\",\"anonymousId\":\"a\\u0000\"}",
        "{\"type\":\"track\",\"event\":\"x\\u0000\",\"userId\":\"u\"}",
        "{\"type\":\"track\",\"event\":\"x\",\"userId\":\"u\",\"messageId\":\"m\\u0000\"}",
        "{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"p\\u0000\"}",
        "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"email\":\"a\\u0000@b.c\"}}",
        "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"\\u0000\":1}}",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract IJournalStore Open();

    [Fact]
    public async Task Request_IsAnsweredAsWithAnyText()
    {
        await using var server = await WebServer.StartAsync(journal: Open());
        foreach (var (method, path, body, status) in s_requests)
        {
            var uri = new Uri(server.Url + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
            using var request = new HttpRequestMessage(new(method), uri);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");

            using var response = await server.Client.SendAsync(request, Token);

            var answer = await response.Content.ReadAsStringAsync(Token);
            Assert.True(status == (int)response.StatusCode, $"{method} {path} {body} got {(int)response.StatusCode}: {answer}");
        }
    }

    [Fact]
    public async Task Event_IsRejectedAlone()
    {
        await using var server = await WebServer.StartAsync(journal: Open());
        var batch = string.Join(',', s_events.Append("""{"type":"track","event":"good","userId":"u"}"""));
        using var content = new StringContent($$"""{"batch":[{{batch}}]}""", Encoding.UTF8, "application/json");

        using var response = await server.Client.PostAsync("/v1/batch", content, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var results = JsonElement.Parse(await response.Content.ReadAsStringAsync(Token)).GetProperty("results");
        Assert.Equal(
            [.. s_events.Select(static _ => "rejected"), "applied"],
            results.EnumerateArray().Select(static result => result.GetProperty("verdict").GetString()));
    }

    [Theory]
    [InlineData("dbm_k\0_x")]
    [InlineData("dbm_k%00_x")]
    public async Task Key_IsUnknown(string key)
    {
        await using var server = await WebServer.StartAsync(journal: Open());
        await server.CreateKeyAsync(KeyKind.Server);
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Url + "/v1/customers/u");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":")));

        using var response = await server.Client.SendAsync(request, Token);
        using var live = await server.Client.PostAsync($"/hubs/live/negotiate?access_token={Uri.EscapeDataString(key)}", null, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, live.StatusCode);
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public sealed class UnstorableTextOnPostgresTests : UnstorableTextTests
{
    protected override IJournalStore Open() => new PostgresJournalStore(PostgresCluster.CreateDatabase(), TimeProvider.System);
}

public sealed class UnstorableTextOnSqliteTests : UnstorableTextTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dbmarketing-");

    protected override IJournalStore Open() => new SqliteJournalStore(Path.Combine(_folder.FullName, "journal.db"), TimeProvider.System);

    public override ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return base.DisposeAsync();
    }
}
