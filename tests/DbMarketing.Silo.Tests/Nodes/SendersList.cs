using System.Collections.Concurrent;
using System.Globalization;
using DbMarketing.Client;
using DbMarketing.Client.Tracking;

namespace DbMarketing.Silo.Tests.Nodes;

/// <summary>
/// What senders posted, and what they were told of it. Each sender has customers of its own and posts one event for every one of them
/// at a time; so once each has been answered twice, every customer has answered something that was sent after the count began.
/// </summary>
internal sealed class SendersList(DbMarketingClient client)
{
    public const int Senders = 6;
    private const int CustomersOfSender = 20;

    private readonly ConcurrentDictionary<string, string> _verdicts = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly int[] _answered = new int[Senders];
    private readonly List<(int[] Until, TaskCompletionSource Reached)> _waiting = [];
    private IReadOnlyList<Task> _sending = [];

    /// <summary>The verdict of each message that was answered.</summary>
    public IReadOnlyDictionary<string, string> Verdicts => _verdicts;

    public static string Customer(int sender, int number) => string.Create(CultureInfo.InvariantCulture, $"person{sender}-{number}");

    /// <summary>Posts until the token ends it; what is on its way then is still waited for by <see cref="EndAsync"/>.</summary>
    public void Begin(CancellationToken enough) =>
        _sending = [.. Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(sender, enough)))];

    /// <summary>Completes when every customer has answered what was sent after now; fails when a sender was refused for good.</summary>
    public async Task EveryCustomerAnswersAsync(CancellationToken cancellationToken)
    {
        Task reached;
        lock (_gate)
        {
            // One answer may be to what was sent before.
            var waiting = (
                Until: Array.ConvertAll(_answered, static count => count + 2),
                Reached: new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiting.Add(waiting);
            reached = waiting.Reached.Task;
        }

        await await Task.WhenAny([reached, .. _sending]).WaitAsync(cancellationToken);
        Assert.True(reached.IsCompletedSuccessfully, "A sender ended before every customer answered.");
    }

    /// <summary>Completes when all senders have ended; fails with the first that was refused for good.</summary>
    public Task EndAsync() => Task.WhenAll(_sending);

    private async Task SendAsync(int sender, CancellationToken enough)
    {
        for (var post = 0; !enough.IsCancellationRequested; post++)
        {
            var events = Enumerable.Range(0, CustomersOfSender).Select(number => Event(sender, number, post)).ToList();
            foreach (var result in await client.SendAsync(events, CancellationToken.None))
            {
                Assert.True(_verdicts.TryAdd(result.MessageId!, result.Verdict), $"{result.MessageId} was answered twice.");
            }

            Answered(sender);
        }
    }

    private void Answered(int sender)
    {
        lock (_gate)
        {
            _answered[sender]++;
            foreach (var (until, reached) in _waiting)
            {
                if (_answered.Zip(until).All(static count => count.First >= count.Second))
                {
                    reached.TrySetResult();
                }
            }
        }
    }

    private static TrackingEvent Event(int sender, int number, int post) => new()
    {
        UserId = Customer(sender, number),
        MessageId = string.Create(CultureInfo.InvariantCulture, $"{Customer(sender, number)}-{post}"),
        Event = "Ping",
    };
}
