using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Web.Live;

/// <summary>
/// Tells a refusal, which is the caller's affair and is not logged, from a fault of ours. SignalR's own log tells of both with the
/// message, which may hold what the caller sent, so it is switched off in favour of this one.
/// </summary>
internal sealed partial class HubFaults(ILogger<HubFaults> logger) : IHubFilter
{
    /// <summary>The category of SignalR's own log of failed calls.</summary>
    public const string ReplacedLog = "Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher";

    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception exception) when (exception is not (HubException or OperationCanceledException))
        {
            LogFailed(logger, exception, invocationContext.HubMethodName);
            throw new HubException("The call failed on the server; its log has the cause.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The hub method {Method} failed")]
    private static partial void LogFailed(ILogger logger, Exception exception, string method);
}
