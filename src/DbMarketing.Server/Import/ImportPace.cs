namespace DbMarketing.Server.Import;

/// <summary>When each interaction of an import is due, and which time it carries.</summary>
internal sealed class ImportPace(ImportOptions options, DateTimeOffset startedAt, TimeSpan shift)
{
    /// <summary>Longer than anybody waits; a slower pace would leave the calendar.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36_500);

    private DateTimeOffset? _first;
    private long _count;

    /// <summary>The instant to send the next interaction; the start itself when the import does not wait.</summary>
    public DateTimeOffset DueAt(DateTimeOffset occurredAt)
    {
        _first ??= occurredAt;
        var number = _count++;
        return options switch
        {
            { Rate: { } rate } => After(number / rate),
            { Speed: { } speed } when occurredAt > _first => After((occurredAt - _first.Value).TotalSeconds / speed),
            _ => startedAt,
        };
    }

    /// <summary>The time that the interaction carries.</summary>
    public DateTimeOffset TimeOf(DateTimeOffset occurredAt, DateTimeOffset dueAt)
    {
        if (!options.RebaseNow)
        {
            return occurredAt;
        }

        var moved = options.Paced ? dueAt : occurredAt + shift;
        return DateTimeOffset.FromUnixTimeMilliseconds(moved.ToUnixTimeMilliseconds());
    }

    /// <summary>How far the times of a file must move so that its newest interaction happens now.</summary>
    public static TimeSpan ShiftOf(ImportOptions options, DateTimeOffset now)
    {
        if (!options.RebaseNow || options.Paced)
        {
            return TimeSpan.Zero;
        }

        using var reader = new RecordReader(options.Mapping, options.File);
        var mapper = new RecordMapper(options.Mapping, reader.Columns);
        DateTimeOffset? newest = null;
        while (reader.TryRead(out var record))
        {
            if (mapper.Map(record, "", now).Interaction is { } interaction && (newest is null || interaction.OccurredAt > newest))
            {
                newest = interaction.OccurredAt;
            }
        }

        return newest is null ? TimeSpan.Zero : now - newest.Value;
    }

    private DateTimeOffset After(double seconds) => startedAt + TimeSpan.FromSeconds(Math.Min(seconds, s_longest.TotalSeconds));
}
