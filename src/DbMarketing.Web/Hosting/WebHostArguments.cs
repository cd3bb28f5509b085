using System.CommandLine;

namespace DbMarketing.Web.Hosting;

/// <summary>The options by which <c>serve</c> is told where to listen and with which playbook, with their environment variables.</summary>
internal sealed class WebHostArguments
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    private readonly Option<string?> _urls = new("--urls")
    {
        Description = $"Addresses to listen on, ';' between them ({DefaultUrl}). Environment: DBMARKETING_Server__Urls.",
        HelpName = "URLS",
    };

    private readonly Option<string?> _playbook = new("--playbook")
    {
        Description = "Folder of the playbook, read again when it changes. Environment: DBMARKETING_Server__Playbook.",
        HelpName = "FOLDER",
    };

    public void AddTo(Command command)
    {
        command.Add(_urls);
        command.Add(_playbook);
    }

    /// <summary>What was asked for; an option wins over the environment.</summary>
    public WebHostOptions Read(ParseResult parsed) => new()
    {
        Urls = Split(parsed.GetValue(_urls) ?? Settings.Text("Server:Urls") ?? DefaultUrl),
        PlaybookFolder = Folder(parsed.GetValue(_playbook) ?? Settings.Text("Server:Playbook")),
    };

    private static string[] Split(string urls)
    {
        var split = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return split.Length > 0 && split.All(IsAddress)
            ? split
            : throw new CommandException($"--urls '{urls}' names no address such as {DefaultUrl}.");
    }

    /// <summary>What cannot be read as an address would be taken for any address of the machine.</summary>
    private static bool IsAddress(string url) =>
        Uri.TryCreate(url.Replace("://*", "://any", StringComparison.Ordinal).Replace("://+", "://any", StringComparison.Ordinal),
            UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.PathAndQuery == "/";

    private static string? Folder(string? folder) => folder is null || Directory.Exists(folder)
        ? folder
        : throw new CommandException($"There is no playbook folder at {Path.GetFullPath(folder)}.");
}
