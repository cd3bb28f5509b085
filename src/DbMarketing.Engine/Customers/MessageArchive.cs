using System.Collections.Frozen;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// The ids of a customer's whole history: what <see cref="Recorder"/> and <see cref="CustomerMerge"/> ask for when a state alone cannot
/// tell whether an id was seen. Filled from the customer's rows and those of the ids that it absorbed; while it is kept, every entry
/// that is applied must be added. Of a history too long to hold it has the ids that were asked for, whatever their number, and answers
/// for no others.
/// </summary>
/// <param name="asked">Hashes of the messages, orders and requests that the turn may ask about.</param>
/// <param name="limit">The most messages, orders and requests, of each, that are held without being asked for.</param>
public sealed class MessageArchive(IReadOnlySet<ulong>? asked = null, int limit = int.MaxValue)
{
    private readonly IReadOnlySet<ulong> _asked = asked ?? FrozenSet<ulong>.Empty;
    private readonly HashSet<ulong> _messages = [];
    private readonly HashSet<ulong> _orders = [];
    private readonly HashSet<int> _days = [];
    private readonly Dictionary<ulong, string> _requests = [];

    /// <summary>Everything held, messages, orders, days and requests.</summary>
    public int Ids => _messages.Count + _orders.Count + _days.Count + _requests.Count;

    /// <summary>Nothing was left out, so that it answers for every id.</summary>
    public bool IsComplete { get; private set; } = true;

    internal IReadOnlySet<ulong> Orders => _orders;

    internal IReadOnlySet<int> Days => _days;

    /// <summary>Hashes of the ids by which an interaction is known: its message and, for an order, the order.</summary>
    public static IEnumerable<ulong> IdsOf(Interaction interaction)
    {
        ArgumentNullException.ThrowIfNull(interaction);
        var message = StableHash.Message(interaction.Source, interaction.MessageId);
        return interaction is OrderCompleted { OrderId: { } order } ? [message, StableHash.Order(order)] : [message];
    }

    /// <summary>Adds what one entry of the customer's own, or of an id it absorbed, says.</summary>
    public void Add(Entry entry)
    {
        switch (entry)
        {
            case InteractionRecorded recorded:
                var message = StableHash.Message(recorded.Interaction.Source, recorded.Interaction.MessageId);
                Add(_messages, message);
                if (recorded.Interaction is OrderCompleted order)
                {
                    _days.Add(recorded.Day);
                    Add(_orders, order.OrderId is { } id ? StableHash.Order(id) : message);
                }

                break;
            case DecisionMade { Decision: { Request.RequestId: { } request } decision }:
                var hash = StableHash.Request(request);
                if (Takes(hash, _requests.Count))
                {
                    _requests.TryAdd(hash, decision.Id);
                }

                break;
        }
    }

    /// <summary>Adds the archive of an id that was absorbed.</summary>
    public void Add(MessageArchive absorbed)
    {
        ArgumentNullException.ThrowIfNull(absorbed);
        IsComplete &= absorbed.IsComplete;
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

    private void Add(HashSet<ulong> ids, ulong hash)
    {
        if (Takes(hash, ids.Count))
        {
            ids.Add(hash);
        }
    }

    private bool Takes(ulong hash, int held)
    {
        var takes = held < limit || _asked.Contains(hash);
        IsComplete &= takes;
        return takes;
    }
}
