namespace DbMarketing.Server.Hosting;

/// <summary>
/// Settings from the environment: <c>DBMARKETING_Section__Name</c> is the setting <c>Section:Name</c>. Options of the command line
/// win over them.
/// </summary>
internal static class Settings
{
    public const string Prefix = "DBMARKETING_";

    public static IConfigurationRoot Read() => new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();

    public static string? Text(string name) => Read()[name] is { Length: > 0 } text ? text : null;
}
