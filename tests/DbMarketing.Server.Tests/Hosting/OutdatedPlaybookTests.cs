using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DbMarketing.Engine.Journal.Sqlite;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Server.Tests.Commands;
using DbMarketing.Testing;
using DbMarketing.Web.Hosting;
using Microsoft.Data.Sqlite;

namespace DbMarketing.Server.Tests.Hosting;

/// <summary>
/// A database whose active playbook was taken by a program with fewer checks. Method: a version that the checks refuse is put into the
/// database's documents, where only such a program could have written it.
/// </summary>
public sealed class OutdatedPlaybookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_WithAnActivePlaybookThatItsChecksRefuse_ServesItAndNamesTheFaults()
    {
        (await CommandRun.OfAsync(
            "import", await LinesAsync(), "--mapping", "rees46", "--data", _folder.Path)).Succeeded();
        var (sound, version) = await OutdateAsync(static playbook => playbook["offers"]![0]!["value"] = -1);

        using (var server = await ServerProcess.ServeAsync(["--data", _folder.Path], Token))
        {
            Assert.True(await server.SaysAsync(line => line.Contains($"{version}, which was active before, has 1 fault", StringComparison.Ordinal), Token));
            Assert.True(await server.SaysAsync(static line => line.Contains("$.offers[0].value", StringComparison.Ordinal), Token));
            using var client = new HttpClient { BaseAddress = server.Url };
            var playbook = await client.GetFromJsonAsync<JsonElement>("/v1/playbook", Token);
            Assert.Equal(version, playbook.GetProperty("version").GetString());
            Assert.Equal("$.offers[0].value", Assert.Single(playbook.GetProperty("faults").EnumerateArray()).GetProperty("path").GetString());

            var decided = await PostAsync(client, "/v1/decide", new { customerId = "7", channel = "web", placements = new[] { new { id = "home-hero" } } });
            Assert.Equal(version, decided.Body.GetProperty("playbookVersion").GetString());

            Assert.Equal(HttpStatusCode.OK, (await PostAsync(client, "/v1/playbook/rollback", new { version = sound })).Status);
            var back = await PostAsync(client, "/v1/playbook/rollback", new { version });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, back.Status);
            var fault = Assert.Single(back.Body.GetProperty("errors").EnumerateArray());
            Assert.Equal("$.offers[0].value", fault.GetProperty("path").GetString());
            Assert.StartsWith("-1 is not", fault.GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.False((await client.GetFromJsonAsync<JsonElement>("/v1/playbook", Token)).TryGetProperty("faults", out _));
            Assert.Equal(0, await server.StopAsync(Token));
        }

        var replayed = (await CommandRun.OfAsync("replay-decision", "--all", "--data", _folder.Path)).Succeeded();
        Assert.Equal((1, 1), (replayed.Number("replayed"), replayed.Number("identical")));
    }

    /// <summary>What is left out for its shape is not even among the playbook's own lists.</summary>
    [Fact]
    public async Task Notice_CountsOffersAndSegmentsOfAnotherShape()
    {
        (await CommandRun.OfAsync(
            "import", await LinesAsync(), "--mapping", "rees46", "--data", _folder.Path)).Succeeded();
        await OutdateAsync(static playbook =>
        {
            playbook["offers"]!.AsArray().Add(new JsonObject { ["id"] = "later" });
            playbook["segments"]!.AsArray().Add(new JsonObject { ["id"] = "later" });
        });
        await using var store = new SqliteJournalStore(_folder.File("journal.db"), TimeProvider.System);
        await store.InitializeAsync(Token);
        using var log = new RecordedLog<PlaybookLibrary>();

        var active = (await PlaybookLibrary.ReadActiveAsync(store, Token))!.Playbook!;
        var notice = OutdatedPlaybook.NoticeOf(active, log);

        Assert.Contains($"finds {active.Faults.Count} faults in it", notice, StringComparison.Ordinal);
        Assert.Contains(
            log.Lines, static line => line.Contains("but for 1 offers and 1 segments that cannot be read", StringComparison.Ordinal));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body, Token);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }

    /// <summary>The version that was active, and the one that is now.</summary>
    private async Task<(string Sound, string Outdated)> OutdateAsync(Action<JsonNode> change)
    {
        await using var connection = new SqliteConnection($"Data Source={_folder.File("journal.db")};Pooling=False");
        await connection.OpenAsync(Token);
        await using var read = connection.CreateCommand();
        read.CommandText = "SELECT id, body FROM documents WHERE kind = 'playbook'";
        await using var reader = await read.ExecuteReaderAsync(Token);
        Assert.True(await reader.ReadAsync(Token));
        var (sound, playbook) = (reader.GetString(0), JsonNode.Parse(reader.GetString(1))!);
        change(playbook);
        var body = playbook.ToJsonString();
        var version = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))[..12];

        await using var write = connection.CreateCommand();
        write.CommandText =
            """
            INSERT INTO documents (kind, id, at, revision, body) VALUES ('playbook', $version, 1, 1, $body);
            UPDATE documents SET body = replace(body, $sound, $version) WHERE kind = 'activation';
            """;
        write.Parameters.AddWithValue("$version", version);
        write.Parameters.AddWithValue("$body", body);
        write.Parameters.AddWithValue("$sound", sound);
        await write.ExecuteNonQueryAsync(Token);
        return (sound, version);
    }

    private async Task<string> LinesAsync()
    {
        var file = _folder.File("lines.csv");
        await File.WriteAllTextAsync(
            file,
            """
            event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session
            2019-10-01 00:00:00 UTC,view,1,2,toys.bricks,b,35.79,7,s
            """,
            Token);
        return file;
    }
}
