namespace DbMarketing.Engine.Playbooks;

/// <summary>A validated playbook with its conditions compiled and its names resolved. Immutable, thread-safe.</summary>
public sealed class CompiledPlaybook
{
    internal CompiledPlaybook(Playbook source, string version)
    {
        Source = source;
        Version = version;
        TimeZone = TimeZoneInfo.FindSystemTimeZoneById(source.TimeZone);
    }

    public Playbook Source { get; }

    /// <summary>First 12 hexadecimal digits of the SHA-256 of the canonical document.</summary>
    public string Version { get; }

    public TimeZoneInfo TimeZone { get; }

    /// <summary>The day number (days since 1970-01-01) of an instant in the business time zone.</summary>
    public int DayOf(DateTimeOffset instant) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, TimeZone).DateTime).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
}
