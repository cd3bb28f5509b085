using DbMarketing.Engine.Journal;

namespace DbMarketing.Web.Health;

/// <summary>
/// Whether the journal can be written, found by writing a small document. However many ask, it is written once in
/// <see cref="Lifetime"/>: who asks while it is being written waits for the same answer, and who asks soon after gets the last one.
/// Thread-safe.
/// </summary>
internal sealed class JournalProbe(IJournalStore store, TimeProvider time)
{
    /// <summary>How long an answer holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    private const string Kind = "health";
    private const string Id = "probe";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);
    private readonly Lock _lock = new();
    private Task<(bool IsWritable, long At)>? _last;

    public async Task<bool> IsWritableAsync(CancellationToken cancellationToken) =>
        (await Last().WaitAsync(cancellationToken)).IsWritable;

    private Task<(bool IsWritable, long At)> Last()
    {
        lock (_lock)
        {
            if (_last is null or { IsFaulted: true }
                || (_last.IsCompletedSuccessfully && time.GetElapsedTime(_last.Result.At) >= Lifetime))
            {
                _last = WriteAsync();
            }

            return _last;
        }
    }

    /// <summary>Whoever asked first may leave; the others still wait, so only the time ends it.</summary>
    private async Task<(bool IsWritable, long At)> WriteAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        var isWritable = true;
        try
        {
            await store.WriteDocumentAsync(new Document(Kind, Id, time.GetUtcNow(), "{}"u8.ToArray()), null, timeout.Token);
        }
        catch (Exception exception) when (exception is JournalUnavailableException or OperationCanceledException)
        {
            isWritable = false;
        }

        return (isWritable, time.GetTimestamp());
    }
}
