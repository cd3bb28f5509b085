using System.Globalization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;

namespace DbMarketing.Engine.Tests.Decisions;

/// <summary>One customer with a clock, taking a turn for each call as the actor does, and keeping the rows.</summary>
internal sealed class Person(CompiledPlaybook playbook, string id = "7", bool anonymous = false)
{
    private int messages;

    /// <summary>Monday 2 November 2026, 10:00 in Seoul.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);

    public static CustomerKey Key { get; } = new(0x1_0000_0000_0001);

    public ReferenceData Reference { get; set; } = new(playbook, new FixedPropensity());

    public CustomerState State { get; } = new(anonymous ? CustomerId.Anonymous(id) : CustomerId.Known(id));

    public DateTimeOffset Now { get; set; } = Start;

    public List<JournalWrite> Rows { get; } = [];

    public static DecisionRequest Ask(string placement = "home-row", int count = 1, string? session = null, string channel = "web") =>
        new() { Channel = channel, Placements = [new(placement, count)], SessionId = session };

    public string NextMessage() => "m" + (++messages).ToString(CultureInfo.InvariantCulture);

    /// <summary>Records what <paramref name="make"/> says happened now.</summary>
    public Verdict Record(Func<string, DateTimeOffset, Interaction> make)
    {
        var outcome = Recorder.Decide(State, null, make(NextMessage(), Now), Reference, Now);
        if (outcome.Entry is { } entry)
        {
            Turn([entry]);
        }

        return outcome.Verdict ?? Verdict.Applied;
    }

    public Decision Decide(DecisionRequest request, ulong seed = 1)
    {
        var decision = Preview(request, seed);
        Turn([new DecisionMade { At = Now, Decision = decision }]);
        return decision;
    }

    /// <summary>Decides without storing anything.</summary>
    public Decision Preview(DecisionRequest request, ulong seed = 1, DecisionTrace? trace = null) =>
        Decider.Decide(State, request, Reference, Now, seed, new(Key, State.Sequence + 1, 0), trace);

    public Explanation Explain(DecisionRequest request, string? language = null) =>
        Explainer.Explain(Preview(request), State, Reference, language);

    public string Buy(decimal amount = 10)
    {
        var order = NextMessage();
        Record((message, at) => new OrderCompleted
            { MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = at, OrderId = order, Amount = amount });
        return order;
    }

    public string Present(Decision decision, DecidedOffer offer)
    {
        var id = "";
        Record((message, at) => new OfferPresented
        {
            MessageId = id = message, Source = "test", OccurredAt = at, ReceivedAt = at,
            DecisionId = decision.Id, OfferId = offer.OfferId, Placement = offer.Placement, Channel = decision.Request.Channel,
        });
        return id;
    }

    public void Decline(string offer, string channel = "call-centre") => Record((message, at) => new OfferDeclined
    {
        MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = at, OfferId = offer, Channel = channel,
    });

    public void VoidReservation(Decision decision, DecidedOffer offer) => Record((message, at) => new OutcomeVoided
    {
        MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = at, DecisionId = decision.Id, OfferId = offer.OfferId,
    });

    public void VoidOutcome(string outcome) => Record((message, at) => new OutcomeVoided
    {
        MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = at, VoidedMessageId = outcome,
    });

    public void Consent(string purpose, bool granted, string? channel = null) => Record((message, at) => new ConsentChanged
    {
        MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = at, Purpose = purpose, Granted = granted, ForChannel = channel,
    });

    public void Identify(string trait, string json) => Record((message, at) => new Identified
    {
        MessageId = message, Source = "test", OccurredAt = at, ReceivedAt = at,
        Traits = new Dictionary<string, System.Text.Json.JsonElement>
        {
            [trait] = System.Text.Json.JsonDocument.Parse(json).RootElement.Clone(),
        },
    });

    private void Turn(IReadOnlyList<Entry> entries)
    {
        var sequence = State.Sequence + 1;
        Rows.Add(new()
        {
            Customer = State.Id,
            Key = Key,
            NewCustomer = sequence == 1,
            Sequence = sequence,
            At = Now,
            Payload = EntryCodec.WriteTurn(entries),
        });
        foreach (var entry in entries)
        {
            State.Apply(entry);
        }

        State.EndTurn(sequence);
    }
}
