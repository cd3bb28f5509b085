namespace DbMarketing.Web.Hosting;

/// <summary>Exit statuses of every command.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command ran and its answer is no: verify found a fault, a replay differs.</summary>
    public const int Failed = 1;

    /// <summary>The command could not run: a wrong option, a file that is missing, a database that is in use or gone.</summary>
    public const int CannotRun = 2;

    /// <summary>Interrupted by Ctrl+C.</summary>
    public const int Interrupted = 130;
}
