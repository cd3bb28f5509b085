using System.CommandLine;
using System.Net;
using DbMarketing.Silo.Commands;
using DbMarketing.Silo.Hosting;

namespace DbMarketing.Silo.Tests.Commands;

public sealed class ClusterArgumentsTests
{
    private const string Postgres = "Host=localhost;Database=d";

    public static TheoryData<string[], string> Mistakes { get; } = new()
    {
        { [], "A cluster needs PostgreSQL" },
        { ["--postgres", "Host"], "cannot be read" },
        { ["--postgres", Postgres, "--role", "king"], "--role 'king' is not known; all, silo, web are." },
        { ["--postgres", Postgres, "--urls", "nonsense"], "names no address" },
        { ["--postgres", Postgres, "--playbook", "/nowhere/at-all"], "no playbook folder" },
        { ["--postgres", Postgres, "--cluster", new string('c', 151)], "--cluster has 151 characters; 1 to 150" },
        { ["--postgres", Postgres, "--cluster", ""], "--cluster has 0 characters" },
        { ["--postgres", Postgres, "--silo-address", "some.where.invalid"], "--silo-address 'some.where.invalid' is not one address" },
        { ["--postgres", Postgres, "--silo-address", "0.0.0.0"], "not one address at which other nodes can reach" },
        { ["--postgres", Postgres, "--silo-port", "0"], "--silo-port '0' is no port; 1 to 65535" },
        { ["--postgres", Postgres, "--gateway-port", "65536"], "--gateway-port '65536' is no port" },
        { ["--postgres", Postgres, "--silo-port", "30000"], "are both 30000" },
        { ["--nonsense"], "--nonsense" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task RunAsync_EndsAMistakeInOneLine(string[] arguments, string expected)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var status = await CommandLine.RunAsync(["serve", .. arguments], output, error, TestContext.Current.CancellationToken);

        Assert.Equal(2, status);
        Assert.Contains(expected, error.ToString());
        Assert.Single(error.ToString().TrimEnd().Split('\n'));
        Assert.Equal("", output.ToString());
    }

    [Fact]
    public void Read_StaysOnLoopbackUnlessToldOtherwise()
    {
        var options = Read("--postgres", Postgres);

        Assert.Equal(NodeRole.All, options.Role);
        Assert.Equal("dbmarketing", options.Name);
        Assert.Equal((IPAddress.Loopback, 11111, 30000), (options.SiloAddress, options.SiloPort, options.GatewayPort));
        Assert.Equal(["http://127.0.0.1:5080"], options.Web.Urls);
    }

    [Fact]
    public void Read_TakesEveryOption()
    {
        var options = Read(
            "--postgres", Postgres, "--role", "silo", "--cluster", "c", "--silo-address", "10.0.0.7", "--silo-port", "7001",
            "--gateway-port", "7002", "--urls", "http://10.0.0.7:80;https://10.0.0.7:443");

        Assert.Equal((NodeRole.Silo, "c"), (options.Role, options.Name));
        Assert.Equal((IPAddress.Parse("10.0.0.7"), 7001, 7002), (options.SiloAddress, options.SiloPort, options.GatewayPort));
        Assert.Equal(["http://10.0.0.7:80", "https://10.0.0.7:443"], options.Web.Urls);
    }

    [Fact]
    public void Read_TakesTheAddressThatANameStandsFor() =>
        Assert.Equal(IPAddress.Loopback, Read("--postgres", Postgres, "--silo-address", "localhost").SiloAddress);

    private static ClusterOptions Read(params string[] arguments)
    {
        var command = new Command("serve");
        var cluster = new ClusterArguments();
        cluster.AddTo(command);
        return cluster.Read(command.Parse(arguments));
    }
}
