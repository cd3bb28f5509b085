using System.Text.Json.Serialization;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Engines;

/// <summary>Which exception a <see cref="CallFault"/> stands for.</summary>
public enum CallFaultKind
{
    None = 0,
    JournalUnavailable,
    Overloaded,
    Argument,

    /// <summary>Any other, which comes back as a <see cref="CallFailedException"/>.</summary>
    Other,
}

/// <summary>The call has no answer. Callers who know an exception by its type meet the same type again.</summary>
public sealed record CallFault : CallReply
{
    public required CallFaultKind Kind { get; init; }

    public required string Message { get; init; }

    /// <summary>The exception's type, for <see cref="CallFaultKind.Other"/>.</summary>
    public string? Type { get; init; }

    /// <summary>How long to wait before a retry, for an unavailable journal and an overload.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public TimeSpan RetryAfter { get; init; }

    /// <summary>See <see cref="JournalUnavailableException.KnownNotCommitted"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KnownNotCommitted { get; init; }

    /// <summary>See <see cref="JournalUnavailableException.TakenOver"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool TakenOver { get; init; }

    /// <summary>What a caller in another process is told of an exception.</summary>
    public static CallFault Of(Exception exception) => exception switch
    {
        JournalUnavailableException unavailable => new()
        {
            Kind = CallFaultKind.JournalUnavailable,
            Message = unavailable.Message,
            RetryAfter = unavailable.RetryAfter,
            KnownNotCommitted = unavailable.KnownNotCommitted,
            TakenOver = unavailable.TakenOver,
        },
        EngineOverloadedException overloaded => new()
        {
            Kind = CallFaultKind.Overloaded,
            Message = overloaded.Message,
            RetryAfter = overloaded.RetryAfter,
        },
        ArgumentException => new() { Kind = CallFaultKind.Argument, Message = exception.Message },
        _ => new() { Kind = CallFaultKind.Other, Message = exception.Message, Type = exception.GetType().FullName },
    };

    /// <summary>The exception to throw at the caller.</summary>
    public Exception ToException() => Kind switch
    {
        CallFaultKind.JournalUnavailable => new JournalUnavailableException(Message, knownNotCommitted: KnownNotCommitted)
        {
            RetryAfter = RetryAfter,
            TakenOver = TakenOver,
        },
        CallFaultKind.Overloaded => new EngineOverloadedException(Message) { RetryAfter = RetryAfter },
        CallFaultKind.Argument => new ArgumentException(Message),
        _ => new CallFailedException($"{Type}: {Message}"),
    };
}

/// <summary>A call failed where it was answered; the message names the exception there.</summary>
public sealed class CallFailedException(string message) : Exception(message);
