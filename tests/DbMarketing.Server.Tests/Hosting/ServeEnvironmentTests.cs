using DbMarketing.Server.Tests.Commands;

namespace DbMarketing.Server.Tests.Hosting;

/// <summary>Tests that change this process's environment, so they run while no others do.</summary>
[Collection(nameof(ServeEnvironmentTests))]
[CollectionDefinition(nameof(ServeEnvironmentTests), DisableParallelization = true)]
public sealed class ServeEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Serve_RefusesAddressesThatBypassUrls()
    {
        const string Name = "Kestrel__Endpoints__Open__Url";
        Environment.SetEnvironmentVariable(Name, "http://0.0.0.0:0");
        try
        {
            var run = await CommandRun.OfAsync("serve", "--urls", "http://127.0.0.1:0", "--data", _folder.Path);

            Assert.Equal(2, run.Status);
            Assert.Contains("Kestrel:Endpoints", run.Error);
        }
        finally
        {
            Environment.SetEnvironmentVariable(Name, null);
        }
    }

    public void Dispose() => _folder.Dispose();
}
