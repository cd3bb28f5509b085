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

    /// <summary>The environment variable of a setting.</summary>
    public static string VariableOf(string section, string name) =>
        $"{Prefix}{section}__{name.Replace(":", "__", StringComparison.Ordinal)}";

    /// <summary>Options with what the environment says of their section.</summary>
    /// <param name="section">Its name.</param>
    /// <param name="validate">Throws <see cref="ArgumentException"/> for what cannot be used.</param>
    public static T Bind<T>(string section, Action<T> validate)
        where T : class, new()
    {
        try
        {
            var options = Read().GetSection(section).Get<T>() ?? new T();
            validate(options);
            return options;
        }
        catch (InvalidOperationException exception)
        {
            throw Unreadable(section, exception);
        }
        catch (ArgumentException exception)
        {
            throw Unusable(section, exception);
        }
    }

    public static CommandException Unreadable(string section, InvalidOperationException exception) =>
        new($"A setting {Prefix}{section}__… cannot be read: {exception.Message}");

    /// <summary>The exception's own sentence, without the parameter that the runtime adds to it.</summary>
    public static CommandException Unusable(string section, ArgumentException exception) =>
        new($"A setting {Prefix}{section}__… cannot be used: {exception.Message.Split(" (Parameter '")[0]}");
}
