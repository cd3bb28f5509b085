using System.Net;

namespace DbMarketing.Client;

/// <summary>The server refused a call, or could not be reached within the attempts allowed.</summary>
public sealed class DbMarketingException : Exception
{
    public DbMarketingException(string message, HttpStatusCode? status = null, string? code = null, Exception? inner = null)
        : base(message, inner) => (Status, Code) = (status, code);

    /// <summary>The status of the last answer; null when there was none.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>The stable code of the problem document; null when it had none.</summary>
    public string? Code { get; }
}
