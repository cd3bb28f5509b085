using DbMarketing.Server.Tests.Commands;
using DbMarketing.Web.Hosting;

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
    [InlineData("DBMARKETING_Engine__MailboxComands", "9", "_Engine__MailboxComands is no setting; did you mean DBMARKETING_Engine__MailboxCommands?")]
    [InlineData("DBMARKETING_Engin__MailboxCommands", "9", "_Engin__MailboxCommands is no setting; did you mean DBMARKETING_Engine__MailboxCommands?")]
    [InlineData("DBMARKETING_Engine__MaxScans", "9", "_Engine__MaxScans is no setting; did you mean DBMARKETING_Web__MaxScans?")]
    [InlineData("DBMARKETING_Web__KnownProxies__0", "::1", "_Web__KnownProxies__0 is no setting; did you mean DBMARKETING_Web__KnownProxies?")]
    [InlineData("DBMARKETING_Journal__Owner", "me", "DBMARKETING_Journal__Owner is no setting, and none has a name like it.")]
    [InlineData("DBMARKETING_Server__Url", "", "DBMARKETING_Server__Url is no setting; did you mean DBMARKETING_Server__Urls?")]
    [InlineData("DBMARKETING_SECRET", "short", "The server secret has 5 bytes; it needs at least 32. Set DBMARKETING_SECRET.")]
    public async Task Serve_RefusesASettingThatIsNoneOrOutOfItsRangeInOneLine(string name, string value, string sentence)
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

    /// <summary>A host that is no node may share its environment with nodes; a container's own variables may begin as settings.</summary>
    [Theory]
    [InlineData("DBMARKETING_Cluster__Rol")]
    [InlineData("DBMARKETING_WEB_PORT_8080_TCP")]
    [InlineData("DBMARKETING_URL")]
    [InlineData("DBMARKETING_Logging__LogLevel__Any.Thing")]
    [InlineData("DBMARKETING_engine__mailboxcommands")]
    public void ThrowIfUnknown_LeavesWhatIsNoneOfItsSettingsOrIsOneInAnotherCase(string name)
    {
        Environment.SetEnvironmentVariable(name, "1");
        try
        {
            KnownSettings.ThrowIfUnknown(cluster: null);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public void ThrowIfUnknown_OnANode_NamesWhatTheClusterSettingMeant()
    {
        Environment.SetEnvironmentVariable("DBMARKETING_Cluster__Rol", "silo");
        try
        {
            var refusal = Assert.Throws<CommandException>(() => KnownSettings.ThrowIfUnknown(["Role", "Name"]));
            Assert.Equal("DBMARKETING_Cluster__Rol is no setting; did you mean DBMARKETING_Cluster__Role?", refusal.Message);
        }
        finally
        {
            Environment.SetEnvironmentVariable("DBMARKETING_Cluster__Rol", null);
        }
    }

    public void Dispose() => _folder.Dispose();
}
