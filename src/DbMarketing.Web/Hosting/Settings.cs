using Microsoft.Extensions.Configuration;

namespace DbMarketing.Web.Hosting;

/// <summary>
/// Settings from the environment: <c>DBMARKETING_Section__Name</c> is the setting <c>Section:Name</c>. Options of the command line
/// win over them.
/// </summary>
internal static class Settings
{
    public const string Prefix = "DBMARKETING_";

    public static IConfigurationRoot Read() => new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();

    public static string? Text(string name) => Read()[name] is { Length: > 0 } text ? text : null;

    /// <summary>Options with what the environment says of their section.</summary>
    public static T Bind<T>(string section)
        where T : class, new()
    {
        try
        {
            return Read().GetSection(section).Get<T>() ?? new T();
        }
        catch (InvalidOperationException exception)
        {
            throw Unreadable(section, exception);
        }
    }

    public static CommandException Unreadable(string section, InvalidOperationException exception) =>
        new($"A setting {Prefix}{section}__… cannot be read: {exception.Message}");
}
