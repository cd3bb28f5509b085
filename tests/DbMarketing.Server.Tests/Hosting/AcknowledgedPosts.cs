using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;

namespace DbMarketing.Server.Tests.Hosting;

/// <summary>Events posted by many senders at once: those that a server acknowledged, and those that had no answer yet.</summary>
internal sealed class AcknowledgedPosts
{
    public const int EventsPerPost = 20;

    private readonly ConcurrentBag<string> _acknowledged = [];
    private readonly ConcurrentQueue<string[]> _unanswered = new();
    private int _number;

    public IReadOnlyCollection<string> MessageIds => _acknowledged;

    /// <summary>Posts until the server is gone, first what had no answer from the one before it.</summary>
    public async Task SendAsync(int senders, Uri server, Action onAcknowledged, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server };
        await Task.WhenAll(Enumerable.Range(0, senders).Select(async _ =>
        {
            while (await TryPostAsync(http, Next(), cancellationToken))
            {
                onAcknowledged();
            }
        }));
    }

    /// <summary>Posts once more what had no answer.</summary>
    public async Task SendUnansweredAsync(Uri server, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server };
        while (_unanswered.TryDequeue(out var ids))
        {
            Assert.True(await TryPostAsync(http, ids, cancellationToken));
        }
    }

    private string[] Next() => _unanswered.TryDequeue(out var ids)
        ? ids
        : [.. Enumerable.Range(0, EventsPerPost).Select(_ => $"m{Interlocked.Increment(ref _number)}")];

    private async Task<bool> TryPostAsync(HttpClient http, string[] ids, CancellationToken cancellationToken)
    {
        var events = ids.Select(id => new { type = "track", messageId = id, userId = $"c{id[^1]}{id.Length}", @event = "Ping" });
        try
        {
            using var response = await http.PostAsJsonAsync("v1/batch", new { batch = events }, cancellationToken);
            response.EnsureSuccessStatusCode();
            var results = (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("results");
            foreach (var result in results.EnumerateArray())
            {
                Assert.NotEqual("rejected", result.GetProperty("verdict").GetString());
                _acknowledged.Add(result.GetProperty("messageId").GetString()!);
            }

            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            _unanswered.Enqueue(ids);
            return false;
        }
    }
}
