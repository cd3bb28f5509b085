using System.Text.Json;
using DbMarketing.Server.Commands;

namespace DbMarketing.Server.Tests.Commands;

/// <summary>What a command printed and how it ended.</summary>
internal sealed record CommandRun(int Status, string Output, string Error)
{
    /// <summary>Runs a command in this process.</summary>
    public static async Task<CommandRun> OfAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var status = await CommandLine.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return new CommandRun(status, output.ToString(), error.ToString());
    }

    /// <summary>A number of the JSON object on the last line.</summary>
    public long Number(string name) => Summary().GetProperty(name).GetInt64();

    public JsonElement Summary() => JsonSerializer.Deserialize<JsonElement>(Output.TrimEnd().Split('\n')[^1]);

    /// <summary>The same run, after checking that it ended well.</summary>
    public CommandRun Succeeded()
    {
        Assert.True(Status == 0, $"status {Status}: {Error}{Output}");
        return this;
    }
}
