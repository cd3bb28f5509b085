using System.Globalization;

namespace DbMarketing.Engine.Journal;

/// <summary>Who holds a lease: one start of one process.</summary>
/// <param name="Host">The machine's name.</param>
/// <param name="ProcessId">The process on it.</param>
/// <param name="Instance">Told apart from every other start, also of the same process id.</param>
/// <param name="Url">Where it answers, if it does.</param>
public sealed record JournalOwner(string Host, int ProcessId, string Instance, string? Url)
{
    /// <summary>This process, as a new instance.</summary>
    public static JournalOwner ForThisProcess(string? url = null) =>
        new(Environment.MachineName, Environment.ProcessId, Guid.NewGuid().ToString("n")[..12], url);

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static JournalOwner? Parse(string text)
    {
        var parts = text.Split(' ', 4);
        return parts.Length >= 3 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            ? new(parts[0], process, parts[2], parts.Length == 4 ? parts[3] : null)
            : null;
    }

    /// <summary>In words, for messages.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture, $"process {ProcessId} on {Host}{(Url is null ? "" : " at " + Url)}");

    /// <summary>The form in which a lease names its owner.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Host} {ProcessId} {Instance}{(Url is null ? "" : " " + Url)}");
}
