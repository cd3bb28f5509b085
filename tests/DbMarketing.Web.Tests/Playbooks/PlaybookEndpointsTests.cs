using System.Text.Json;
using DbMarketing.Testing;
using DbMarketing.Web.Security;

namespace DbMarketing.Web.Tests.Playbooks;

public sealed class PlaybookEndpointsTests
{
    [Fact]
    public async Task Activation_IsLoggedWithTheKeyThatAskedForIt()
    {
        var log = new RecordedLog<PlaybookEndpointsTests>();
        await using var server = await WebServer.StartAsync(log: log);
        var key = await server.CreateKeyAsync(KeyKind.Server, "admin");
        using var client = server.ClientOf(key.Key);
        var next = SamplePlaybook.Compile(SamplePlaybook.Source with { Name = "Another" });

        await server.PostAsync("/v1/playbook", JsonElement.Parse(next.Document), client);
        await server.PostAsync("/v1/playbook/rollback", new { version = SamplePlaybook.Compiled.Version }, client);
        await server.PostAsync("/v1/playbook/rollback", new { version = "0123" }, client);

        Assert.Equal(
            [
                $"Information: The playbook {next.Version} is active as activation 2 (api), as asked for under the key {key.Id}.",
                $"Information: The playbook {SamplePlaybook.Compiled.Version} is active as activation 3 (rollback), as asked for under the "
                    + $"key {key.Id}.",
            ],
            log.Lines.Where(static line => line.Contains("The playbook", StringComparison.Ordinal)));
    }
}
