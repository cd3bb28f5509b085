using System.CommandLine;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Web.Commands;

/// <summary>
/// <c>health [--url URL]</c>: asks a running server whether it is well, for containers and orchestrators that look at exit statuses.
/// </summary>
internal static class HealthCommand
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    public static Command Create()
    {
        var url = new Option<string>("--url")
        {
            Description = $"What to ask ({WebHostArguments.DefaultUrl}/health/live); /health/ready tells whether it can take interactions.",
            HelpName = "URL",
            DefaultValueFactory = static _ => WebHostArguments.DefaultUrl + "/health/live",
        };
        var command = new Command("health", "Asks a running server whether it is well; exit status 0 when it is, 1 when it is not.");
        command.Add(url);
        command.SetAction((parsed, cancellationToken) =>
            AskAsync(Address(parsed.GetRequiredValue(url)), parsed.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new CommandException($"--url '{text}' is not an address such as {WebHostArguments.DefaultUrl}/health/live.");

    private static async Task<int> AskAsync(Uri address, TextWriter output, CancellationToken cancellationToken)
    {
        // What is asked is this process's neighbour, whatever proxy the environment names.
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { Timeout = s_timeout };
        try
        {
            using var response = await client.GetAsync(address, cancellationToken);
            await output.WriteLineAsync(await response.Content.ReadAsStringAsync(cancellationToken));
            return response.IsSuccessStatusCode ? ExitCodes.Success : ExitCodes.Failed;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync($"No answer from {address}: {exception.Message}");
            return ExitCodes.Failed;
        }
    }
}
