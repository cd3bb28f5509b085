using System.Collections.ObjectModel;
using System.Diagnostics;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// The live state of one customer: a fold of its journal entries. Owned by one <c>CustomerActor</c>, not thread-safe. Everything
/// it counts, sums, decays, or calls first or last is the same whatever order the interactions came in.
/// </summary>
public sealed class CustomerState
{
    private RecentInteractions _recent = new();
    private Attributes? _attributes;
    private ConsentChoices? _consents;
    private ContactHistory? _contacts;
    private RecentDecisions? _decisions;
    private IdentityLinks? _links;
    private Cart? _cart;
    private long? _firstSeenMs;
    private long? _lastSeenMs;

    public CustomerState(CustomerId id)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(id.IsDefault, true);
        Id = id;
        Sessions = new(_recent);
    }

    public CustomerId Id { get; }

    /// <summary>The number of turns applied; 0 before the first.</summary>
    public long Sequence { get; private set; }

    /// <summary>Marked as a test by any interaction; left out of statistics.</summary>
    public bool IsTest { get; private set; }

    /// <summary>Where this customer's interactions go since it was merged; null while it stands for itself.</summary>
    public CustomerId? MergedInto { get; private set; }

    /// <summary>What the survivor has not taken over yet; null when nothing is owed.</summary>
    public CustomerSnapshot? UndeliveredExtract { get; private set; }

    /// <summary>What was announced of the customer; null for one that was never reviewed.</summary>
    public LastReview? LastReview { get; private set; }

    public DateTimeOffset? FirstSeenAt => Instant(_firstSeenMs);

    public DateTimeOffset? LastSeenAt => Instant(_lastSeenMs);

    /// <summary>Latest observation of each attribute, by name.</summary>
    public IReadOnlyDictionary<string, ProfileFact> Profile => _attributes?.Known ?? ReadOnlyDictionary<string, ProfileFact>.Empty;

    public IReadOnlyCollection<Consent> Consents => _consents?.All ?? [];

    public Purchases Purchases { get; private set; } = new();

    public Affinities Affinities { get; private set; } = new();

    public Activity Activity { get; private set; } = new();

    public Sessions Sessions { get; private set; }

    public Cart Cart => _cart ?? Cart.Empty;

    /// <summary>
    /// Contacts newest first, reservations among them (<see cref="ContactOutcome.Reserved"/>, which lapse at their <c>Until</c>).
    /// </summary>
    public IReadOnlyList<Contact> Contacts => _contacts?.Newest ?? [];

    /// <summary>
    /// Contacts of that outcome at or before this instant are no longer among <see cref="Contacts"/>; null while all are.
    /// </summary>
    public DateTimeOffset? ContactsFloorOf(ContactOutcome outcome) =>
        outcome is ContactOutcome.Presented or ContactOutcome.Sent ? _contacts?.ShownFloor : _contacts?.AnswersFloor;

    /// <summary>More is reserved than the state keeps: until then a decision may reserve nothing. Null in the normal case.</summary>
    public DateTimeOffset? ReservationsFullUntil => _contacts?.FullUntil;

    /// <summary>The newest decisions, newest first.</summary>
    public IReadOnlyList<Decision> Decisions => _decisions?.Newest ?? [];

    /// <summary>The ids that this customer absorbed, with those that they had absorbed.</summary>
    public IReadOnlyCollection<CustomerId> Aliases => _links?.Aliases ?? [];

    /// <summary>Ids asked to become part of this customer, without an answer yet.</summary>
    public IReadOnlyCollection<CustomerId> PendingLinks => _links?.Pending ?? [];

    internal RecentInteractions Recent => _recent;

    /// <summary>What is wrong with traits that would make the attributes too long; null when there is room, or they take no more.</summary>
    internal Verdict? FaultOf(Identified identified, DateTimeOffset at)
    {
        var before = _attributes?.Bytes ?? 0;
        var after = (_attributes ?? new()).BytesWith(identified.Traits, identified.Source, at);
        return after <= StateLimits.AttributeBytes || after <= before ? null
            : Verdict.Rejected(
                "attributes_too_long",
                $"With these traits the customer's attributes would take {after} bytes; at most {StateLimits.AttributeBytes} are kept.");
    }

    /// <summary>Where another id stands towards this customer.</summary>
    public LinkStanding FindLink(CustomerId other) => _links?.Find(other) ?? LinkStanding.None;

    /// <summary>One of the newest decisions by the text form of its id.</summary>
    public Decision? FindDecision(string decisionId) => _decisions?.Find(decisionId);

    /// <summary>The decision that a request id was answered with before.</summary>
    public RequestSighting FindRequest(string requestId) => _decisions?.FindRequest(requestId) ?? default;

    /// <summary>The visit that a request belongs to: its own session id, else the session that is open.</summary>
    public string? SessionOf(DecisionRequest request, DateTimeOffset now) => request.SessionId ?? Sessions.Current(now)?.Id;

    /// <summary>Folds one entry. Pure: reads only the state and the entry.</summary>
    public void Apply(Entry entry)
    {
        switch (entry)
        {
            case InteractionRecorded recorded:
                ApplyRecorded(recorded);
                break;
            case DecisionMade made:
                (_contacts ??= new()).Reserve(made.Decision, SessionOf(made.Decision.Request, made.Decision.Now));
                (_decisions ??= new()).Add(made.Decision);
                break;
            case LinkRequested requested:
                (_links ??= new()).Request(CustomerId.Parse(requested.Other));
                break;
            case LinkClosed closed:
                (_links ??= new()).Close(CustomerId.Parse(closed.Other), closed.Refused);
                break;
            case MergedInto merged:
                Clear();
                MergedInto = CustomerId.Parse(merged.Survivor);
                UndeliveredExtract = merged.Extract;
                break;
            case Absorbed absorbed:
                Merge(absorbed.Extract, absorbed.SharedOrders, absorbed.SharedPurchaseDays);
                (_links ??= new()).Absorb(CustomerId.Parse(absorbed.Loser), absorbed.Extract.Links?.Aliases);
                break;
            case AbsorbDelivered:
                UndeliveredExtract = null;
                break;
            case Reviewed reviewed:
                LastReview = (LastReview ?? new()).After(reviewed);
                break;
            default:
                throw new UnreachableException($"{entry.GetType().Name} is not one of the closed family of entries.");
        }
    }

    /// <summary>Ends a turn: called once after the entries of one journal row.</summary>
    public void EndTurn(long sequence) => Sequence = sequence;

    public CustomerSnapshot CaptureSnapshot() => new()
    {
        Version = CustomerSnapshot.CurrentVersion,
        Id = Id.ToString(),
        Sequence = Sequence,
        Test = IsTest,
        FirstSeenAt = FirstSeenAt,
        LastSeenAt = LastSeenAt,
        MergedInto = MergedInto?.ToString(),
        UndeliveredExtract = UndeliveredExtract,
        Recent = _recent.Capture(),
        Activity = Activity.Capture(),
        Affinities = Affinities.Capture(),
        Purchases = Purchases.Capture(),
        Cart = _cart?.Capture(),
        Profile = _attributes?.Capture(),
        Consents = _consents?.Capture(),
        Contacts = _contacts?.Capture(),
        Decisions = _decisions?.Capture(),
        Links = _links?.Capture(),
        LastReview = LastReview,
    };

    /// <summary>The state that a snapshot was captured from.</summary>
    public static CustomerState FromSnapshot(CustomerSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var state = new CustomerState(CustomerId.Parse(snapshot.Id)) { Sequence = snapshot.Sequence };
        state.Merge(snapshot, 0, 0);
        state.MergedInto = snapshot.MergedInto is null ? null : CustomerId.Parse(snapshot.MergedInto);
        state.UndeliveredExtract = snapshot.UndeliveredExtract;
        state.LastReview = snapshot.LastReview?.Shared();
        if (snapshot.Links is not null)
        {
            (state._links ??= new()).Restore(snapshot.Links);
        }

        return state;
    }

    private void ApplyRecorded(InteractionRecorded recorded)
    {
        var interaction = recorded.Interaction;
        var at = recorded.EffectiveAt;
        var atMs = at.ToUnixTimeMilliseconds();
        var hash = StableHash.Message(interaction.Source, interaction.MessageId);
        var kind = InteractionKinds.CodeOf(interaction);
        IsTest |= interaction.Test;
        _firstSeenMs = Math.Min(_firstSeenMs ?? atMs, atMs);
        _lastSeenMs = Math.Max(_lastSeenMs ?? atMs, atMs);
        Sessions.Forget();
        _recent.Add(hash, atMs, kind, interaction.SessionId, interaction.Channel);
        Activity.Add(kind, recorded.Day, atMs);
        foreach (var interest in recorded.Interests)
        {
            Affinities.Add(interest.Category, interest.Weight, at);
        }

        if (recorded.Contact is { } contact)
        {
            (_contacts ??= new()).Add(contact, hash);
        }

        ApplyOwn(recorded, atMs, hash);
    }

    private void ApplyOwn(InteractionRecorded recorded, long atMs, ulong hash)
    {
        var at = recorded.EffectiveAt;
        switch (recorded.Interaction)
        {
            case Identified identified:
                foreach (var (name, value) in identified.Traits)
                {
                    (_attributes ??= new()).Observe(name, value, identified.Source, at);
                }

                break;
            case ConsentChanged consent:
                (_consents ??= new()).Add(new(consent.Purpose, consent.ForChannel, consent.Granted, at, consent.Source));
                break;
            case CartChanged cart:
                (_cart ??= new()).Change(cart.Change, cart.Products, atMs, hash);
                break;
            case OrderCompleted order:
                var id = order.OrderId is null ? hash : StableHash.Order(order.OrderId);
                Purchases.AddOrder(id, recorded.NewOrder, recorded.BaseAmount, at, recorded.Day, recorded.NewPurchaseDay);
                Purchases.AddItems(BoughtItems.Of(order, id, at, recorded.BaseAmount));
                (_cart ??= new()).Reset(atMs, hash);
                AddUncounted(recorded, order.Currency, order.Amount);
                break;
            case OrderRefunded refund:
                Purchases.AddRefund(recorded.BaseAmount, recorded.Day);
                AddUncounted(recorded, refund.Currency, -refund.Amount);
                break;
            case OutcomeVoided voided:
                ApplyVoid(voided, at);
                break;
        }
    }

    private void AddUncounted(InteractionRecorded recorded, string? currency, decimal amount)
    {
        if (recorded.BaseAmount is null && currency is not null)
        {
            Purchases.AddUncounted(currency.ToUpperInvariant(), amount);
        }
    }

    private void ApplyVoid(OutcomeVoided voided, DateTimeOffset at)
    {
        _contacts ??= new();
        if (voided.VoidedMessageId is { } message)
        {
            _contacts.Void(StableHash.Message(voided.Source, message), at);
        }

        if (voided is { DecisionId: { } decision, OfferId: { } offer })
        {
            _contacts.Close(Reservations.HolderOf(this, decision, offer), offer, at);
        }
    }

    private void Merge(CustomerSnapshot other, int sharedOrders, int sharedDays)
    {
        IsTest |= other.Test;
        if (other is { FirstSeenAt: { } first, LastSeenAt: { } last })
        {
            _firstSeenMs = Math.Min(_firstSeenMs ?? long.MaxValue, first.ToUnixTimeMilliseconds());
            _lastSeenMs = Math.Max(_lastSeenMs ?? 0, last.ToUnixTimeMilliseconds());
        }

        Sessions.Forget();
        _recent.Merge(other.Recent);
        Activity.Merge(other.Activity);
        Affinities.Merge(other.Affinities);
        Purchases.Merge(other.Purchases, sharedOrders, sharedDays);
        if (other.Cart is not null)
        {
            (_cart ??= new()).Merge(other.Cart);
        }

        if (other.Profile is not null)
        {
            (_attributes ??= new()).Merge(other.Profile);
        }

        if (other.Consents is not null)
        {
            (_consents ??= new()).Merge(other.Consents);
        }

        if (other.Contacts is not null)
        {
            (_contacts ??= new()).Merge(other.Contacts);
        }

        if (other.Decisions is not null)
        {
            (_decisions ??= new()).Merge(other.Decisions);
        }
    }

    private void Clear()
    {
        _recent = new();
        Sessions = new(_recent);
        (Purchases, Affinities, Activity) = (new(), new(), new());
        (_attributes, _consents, _contacts, _decisions, _links, _cart) = (null, null, null, null, null, null);
    }

    private static DateTimeOffset? Instant(long? ms) => ms is { } value ? DateTimeOffset.FromUnixTimeMilliseconds(value) : null;
}
