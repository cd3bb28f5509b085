using System.Text.Json;
using Microsoft.Playwright;

namespace DbMarketing.Browser.Tests;

/// <summary>What a page receives from the live hub, read from its WebSocket.</summary>
internal sealed class LiveMessages
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly List<JsonElement> _changes = [];
    private readonly TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LiveMessages(IPage page) => page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => Read(frame.Text ?? "");

    /// <summary>The arguments of each <c>changed</c>, oldest first.</summary>
    public IReadOnlyList<JsonElement> Changes
    {
        get
        {
            lock (_changes)
            {
                return [.. _changes];
            }
        }
    }

    /// <summary>Waits until the hub has answered a subscription with offers: whatever happens from then on is pushed.</summary>
    public Task WaitUntilSubscribedAsync(CancellationToken cancellationToken) =>
        _subscribed.Task.WaitAsync(s_patience, cancellationToken);

    private void Read(string text)
    {
        foreach (var frame in text.Split('\u001e', StringSplitOptions.RemoveEmptyEntries))
        {
            var message = JsonElement.Parse(frame);
            if (message.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Object
                && result.TryGetProperty("offers", out var offers) && offers.ValueKind == JsonValueKind.Array)
            {
                _subscribed.TrySetResult();
            }

            if (message.TryGetProperty("target", out var target) && target.GetString() == "changed")
            {
                lock (_changes)
                {
                    _changes.Add(message.GetProperty("arguments")[0]);
                }
            }
        }
    }
}
