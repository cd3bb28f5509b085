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

    [Theory]
    [InlineData("DBMARKETING_Projections__SegmentSweepPerSecond", "-1", "Projections:SegmentSweepPerSecond is -1; it must be at least 1.")]
    [InlineData("DBMARKETING_Engine__MailboxCommands", "0", "Engine:MailboxCommands is 0; it must be at least 1.")]
    [InlineData("DBMARKETING_Journal__MaxQueuedWrites", "0", "A setting DBMARKETING_Journal__… cannot be used: ")]
    [InlineData("DBMARKETING_Web__MaxScans", "0", "Web:MaxScans is 0; it must be at least 1.")]
    [InlineData("DBMARKETING_Web__PushInterval", "00:00:00", "Web:PushInterval is 00:00:00; it must be from 00:00:00.0100000 to 01:00:00.")]
    [InlineData("DBMARKETING_SECRET", "short", "The server secret has 5 bytes; it needs at least 32. Set DBMARKETING_SECRET.")]
    public async Task Serve_RefusesASettingOutOfItsRangeInOneLine(string name, string value, string sentence)
    {
        Environment.SetEnvironmentVariable(name, value);
        try
        {
            var run = await CommandRun.OfAsync("serve", "--urls", "http://127.0.0.1:0", "--data", _folder.Path);

            Assert.Equal(2, run.Status);
            Assert.Contains(sentence, Assert.Single(run.Error.Trim().Split('\n')));
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    public void Dispose() => _folder.Dispose();
}
