using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using DbMarketing.Silo.Hosting;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Silo.Commands;

/// <summary>
/// <c>serve [--role all|silo|web] [--urls U] [--postgres CONNECTION] [--playbook FOLDER] [--cluster NAME] [--silo-address IP|NAME]
/// [--silo-port N] [--gateway-port N]</c>; each has its environment variable, over which it wins.
/// </summary>
internal sealed class ClusterArguments
{
    private const string DefaultRole = "all";

    /// <summary>The settings of the section <c>Cluster</c> that are options as well.</summary>
    public static readonly IReadOnlyList<string> SettingNames = ["Role", "Name", "SiloAddress", "SiloPort", "GatewayPort"];

    private static readonly Dictionary<string, NodeRole> s_roles = new(StringComparer.OrdinalIgnoreCase)
    {
        ["all"] = NodeRole.All,
        ["silo"] = NodeRole.Silo,
        ["web"] = NodeRole.Web,
    };

    private readonly WebHostArguments _web = new();

    private readonly Option<string?> _role = Text(
        "--role", "ROLE", $"What this node does: silo (customers), web (API and pages), or all ({DefaultRole}).", "Cluster:Role");

    private readonly PostgresOption _postgres = new();

    private readonly Option<string?> _cluster = Text(
        "--cluster", "NAME", $"The cluster's name; nodes of one name and database work together ({ClusterOptions.DefaultName}).",
        "Cluster:Name");

    private readonly Option<string?> _siloAddress = Text(
        "--silo-address", "IP|NAME",
        $"Where other nodes reach this silo: an address, or a name that stands for one ({IPAddress.Loopback}).", "Cluster:SiloAddress");

    private readonly Option<string?> _siloPort = Text(
        "--silo-port", "PORT", $"Port for other silos ({ClusterOptions.DefaultSiloPort}).", "Cluster:SiloPort");

    private readonly Option<string?> _gatewayPort = Text(
        "--gateway-port", "PORT", $"Port for web nodes ({ClusterOptions.DefaultGatewayPort}).", "Cluster:GatewayPort");

    public void AddTo(Command command)
    {
        command.Add(_role);
        _web.AddTo(command);
        _postgres.AddTo(command);
        command.Add(_cluster);
        command.Add(_siloAddress);
        command.Add(_siloPort);
        command.Add(_gatewayPort);
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="CommandException">A value is missing, unknown or out of range.</exception>
    public ClusterOptions Read(ParseResult parsed)
    {
        var options = new ClusterOptions
        {
            Role = Role(Value(parsed, _role, "Cluster:Role") ?? DefaultRole),
            Web = _web.Read(parsed),
            Postgres = _postgres.ReadConnection(parsed),
            Name = Name(Value(parsed, _cluster, "Cluster:Name") ?? ClusterOptions.DefaultName),
            SiloAddress = Address(Value(parsed, _siloAddress, "Cluster:SiloAddress")),
            SiloPort = Port(_siloPort, Value(parsed, _siloPort, "Cluster:SiloPort"), ClusterOptions.DefaultSiloPort),
            GatewayPort = Port(_gatewayPort, Value(parsed, _gatewayPort, "Cluster:GatewayPort"), ClusterOptions.DefaultGatewayPort),
        };
        return options.SiloPort != options.GatewayPort
            ? options
            : throw new CommandException($"--silo-port and --gateway-port are both {options.SiloPort}; two ports are wanted.");
    }

    private static Option<string?> Text(string name, string helpName, string description, string setting) => new(name)
    {
        Description = $"{description} Environment: {Settings.Prefix}{setting.Replace(":", "__", StringComparison.Ordinal)}.",
        HelpName = helpName,
    };

    private static string? Value(ParseResult parsed, Option<string?> option, string setting) =>
        parsed.GetValue(option) ?? Settings.Text(setting);

    private static NodeRole Role(string text) => s_roles.TryGetValue(text, out var role)
        ? role
        : throw new CommandException($"--role '{text}' is not known; {string.Join(", ", s_roles.Keys)} are.");

    private static string Name(string name) => name.Length is > 0 and <= ClusterOptions.MaxNameLength
        ? name
        : throw new CommandException($"--cluster has {name.Length} characters; 1 to {ClusterOptions.MaxNameLength} are wanted.");

    private static IPAddress Address(string? text)
    {
        if (text is null)
        {
            return IPAddress.Loopback;
        }

        IPAddress[] addresses = IPAddress.TryParse(text, out var address) ? [address] : Resolved(text);
        return addresses is [var single] && !single.Equals(IPAddress.Any) && !single.Equals(IPAddress.IPv6Any)
            ? single
            : throw new CommandException($"--silo-address '{text}' is not one address at which other nodes can reach this one.");
    }

    /// <summary>What a name stands for here: in a container its own name, which is known before its address is.</summary>
    private static IPAddress[] Resolved(string name)
    {
        try
        {
            return [.. Dns.GetHostAddresses(name, AddressFamily.InterNetwork).Distinct()];
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            return [];
        }
    }

    private static int Port(Option option, string? text, int defaultPort)
    {
        if (text is null)
        {
            return defaultPort;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new CommandException($"{option.Name} '{text}' is no port; 1 to {IPEndPoint.MaxPort} are wanted.");
    }
}
