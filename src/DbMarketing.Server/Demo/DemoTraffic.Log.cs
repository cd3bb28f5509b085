namespace DbMarketing.Server.Demo;

internal sealed partial class DemoTraffic
{
    [LoggerMessage(1, LogLevel.Information, "The synthetic shop has told its history: {Interactions} interactions of {People} people.")]
    private partial void LogHistory(int interactions, int people);

    [LoggerMessage(2, LogLevel.Warning, "The synthetic shop waits a second: {Reason}")]
    private partial void LogPaused(string reason);
}
