using DbMarketing.Engine.Engines;
using DbMarketing.Web.Hosting;
using Microsoft.Extensions.Hosting;

namespace DbMarketing.Web.Tests.Hosting;

public sealed class CommandLineProgramTests
{
    [Fact]
    public void Configuration_LetsAHostTakeItsTimeToStop()
    {
        var configuration = CommandLineProgram.Configuration(TextWriter.Null, TextWriter.Null);

        Assert.True(configuration.ProcessTerminationTimeout > new HostOptions().ShutdownTimeout + new EngineLimits().StopTimeout);
    }
}
