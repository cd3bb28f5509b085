using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// The ids of a customer's whole history: what <see cref="Recorder"/> and <see cref="CustomerMerge"/> ask for when a state alone cannot
/// tell whether an id was seen. Filled from the customer's rows and those of the ids that it absorbed; while it is kept, every entry
/// that is applied must be added.
/// </summary>
public sealed class MessageArchive
{
    private readonly HashSet<ulong> _messages = [];
    private readonly HashSet<ulong> _orders = [];
    private readonly HashSet<int> _days = [];
    private readonly Dictionary<ulong, string> _requests = [];

    /// <summary>Messages held.</summary>
    public int Count => _messages.Count;

    /// <summary>Everything held, messages, orders, days and requests.</summary>
    public int Ids => _messages.Count + _orders.Count + _days.Count + _requests.Count;

    /// <summary>
    /// The history is longer than <see cref="StateLimits.ArchivedMessages"/>: it cannot answer, and what asks for it is rejected.
    /// </summary>
    public bool IsFull => _messages.Count >= StateLimits.ArchivedMessages;

    internal IReadOnlySet<ulong> Orders => _orders;

    internal IReadOnlySet<int> Days => _days;

    /// <summary>Adds what one entry of the customer's own, or of an id it absorbed, says.</summary>
    public void Add(Entry entry)
    {
        switch (entry)
        {
            case InteractionRecorded recorded when !IsFull:
                _messages.Add(StableHash.Message(recorded.Interaction.Source, recorded.Interaction.MessageId));
                if (recorded.Interaction is OrderCompleted order)
                {
                    _days.Add(recorded.Day);
                    if (order.OrderId is { } id)
                    {
                        _orders.Add(StableHash.Order(id));
                    }
                }

                break;
            case DecisionMade { Decision: { Request.RequestId: { } request } decision } when _requests.Count < StateLimits.ArchivedMessages:
                _requests.TryAdd(StableHash.Request(request), decision.Id);
                break;
        }
    }

    /// <summary>Adds the archive of an id that was absorbed.</summary>
    public void Add(MessageArchive absorbed)
    {
        ArgumentNullException.ThrowIfNull(absorbed);
        _messages.UnionWith(absorbed._messages);
        _orders.UnionWith(absorbed._orders);
        _days.UnionWith(absorbed._days);
        foreach (var (hash, decision) in absorbed._requests)
        {
            _requests.TryAdd(hash, decision);
        }
    }

    /// <summary>The decision that a request id was answered with, or null.</summary>
    public string? FindRequest(string requestId) => _requests.GetValueOrDefault(StableHash.Request(requestId));

    internal bool HasMessage(ulong hash) => _messages.Contains(hash);

    internal bool HasOrder(ulong hash) => _orders.Contains(hash);

    internal bool HasDay(int day) => _days.Contains(day);
}
