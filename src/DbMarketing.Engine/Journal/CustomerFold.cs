using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Journal;

/// <summary>One customer's rows as <see cref="JournalVerifier"/> folds them, in order.</summary>
internal sealed class CustomerFold(CustomerListing customer, Action<string> report)
{
    private readonly HashSet<(string Source, string MessageId)> _messages = [];

    public CustomerKey Key => customer.Key;

    public CustomerState State { get; } = new(customer.Id);

    public long Rows { get; private set; }

    /// <summary>When the last turn was taken.</summary>
    public DateTimeOffset At { get; private set; }

    public long Interactions { get; private set; }

    public long Decisions { get; private set; }

    /// <summary>How the customer is reached, by the rows so far.</summary>
    public HashSet<Identifier> Identifiers { get; } = [];

    /// <summary>Folds a row; returns what it says of how the customer is reached.</summary>
    public IReadOnlyList<Identified> Apply(JournalRow row)
    {
        var told = new List<Identified>();
        Rows++;
        At = row.At;
        if (row.Sequence != State.Sequence + 1)
        {
            report($"Customer {customer.Key} goes from sequence {State.Sequence} to {row.Sequence}.");
        }

        try
        {
            foreach (var entry in EntryCodec.ReadTurn(row.Payload))
            {
                Count(entry, row);
                State.Apply(entry);
                if (entry is InteractionRecorded { Interaction: Identified identified })
                {
                    told.Add(identified);
                }
            }
        }
        catch (Exception exception)
            when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            report($"The row at lane {row.Lane}, position {row.Position} cannot be folded: {exception.Message}");
        }

        State.EndTurn(row.Sequence);
        return told;
    }

    /// <summary>What a row says of how the customer is reached, without folding it; nothing when it cannot be read.</summary>
    public static IReadOnlyList<Identified> ToldBy(JournalRow row)
    {
        try
        {
            return [.. EntryCodec.ReadTurn(row.Payload).OfType<InteractionRecorded>()
                .Select(static entry => entry.Interaction).OfType<Identified>()];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private void Count(Entry entry, JournalRow row)
    {
        if (entry is InteractionRecorded { Interaction: var interaction })
        {
            Interactions++;
            if (!_messages.Add((interaction.Source, interaction.MessageId)))
            {
                report($"Customer {customer.Key} holds one interaction twice, again at lane {row.Lane}, position {row.Position}.");
            }
        }
        else if (entry is DecisionMade)
        {
            Decisions++;
        }
    }
}
