using System.Text.Json;
using DbMarketing.Engine.Playbooks;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Web.Hosting;

/// <summary>Says of a playbook that was active before what the checks of this program, which are newer, find wrong with it.</summary>
internal static partial class OutdatedPlaybook
{
    /// <summary>What the user should know, after the log has all of it; null when nothing is wrong.</summary>
    public static string? NoticeOf(CompiledPlaybook playbook, ILogger logger)
    {
        if (playbook.Faults.Count == 0)
        {
            return null;
        }

        var count = FaultList.Count(playbook.Faults);
        var document = JsonElement.Parse(playbook.Document);
        LogFaulty(
            logger, playbook.Version, count, LengthOf(document, "offers") - playbook.Offers.Count,
            LengthOf(document, "segments") - playbook.Segments.Count);
        foreach (var line in FaultList.Lines(playbook.Faults))
        {
            LogFault(logger, line);
        }

        return $"It was active before and stays so, though this program finds {count} in it; the log and GET /v1/playbook name them.";
    }

    /// <summary>As stored: with the items whose shape cannot be read.</summary>
    private static int LengthOf(JsonElement document, string section) =>
        document.TryGetProperty(section, out var items) ? items.GetArrayLength() : 0;

    [LoggerMessage(1, LogLevel.Warning,
        "The playbook {Version}, which was active before, has {Count} by the checks of this program. It holds as it is, but for {Offers} "
        + "offers and {Segments} segments that cannot be read; activate a mended one:")]
    private static partial void LogFaulty(ILogger logger, string version, string count, int offers, int segments);

    [LoggerMessage(2, LogLevel.Warning, "{Fault}")]
    private static partial void LogFault(ILogger logger, string fault);
}
