using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Segments;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// One turn of one customer while it is taken: entries are decided and applied one after the other, and leave together as one journal
/// row. The clock and the reference data are read once, so that the whole turn sees the same.
/// </summary>
internal sealed class Turn(ActorHost host, ActiveCustomer customer, IReadOnlyList<CustomerCall> calls)
{
    private readonly List<Entry> _entries = [];
    private readonly List<OutboxChange> _outbox = [];
    private readonly List<Identifier> _identifiers = [];
    private readonly LedgerCounts _verdicts = new();
    private readonly List<Decision> _decisions = [];
    private readonly DateTimeOffset? _dueBefore = customer.State.LastReview?.DueAt;
    private Review? _review;

    public ActorHost Host => host;

    public CustomerState State => customer.State;

    public CustomerId Id => customer.State.Id;

    public ReferenceData Reference { get; } = host.Reference.Current;

    public DateTimeOffset Now { get; } = WholeMilliseconds(host.Time.GetUtcNow());

    /// <summary>The sequence that this turn will have.</summary>
    public long Sequence { get; } = customer.State.Sequence + 1;

    public int Entries => _entries.Count;

    /// <summary>An interaction was applied.</summary>
    public bool Recorded { get; private set; }

    /// <summary>Time or another playbook had changed the customer, and a review was asked for.</summary>
    public bool ReviewWasDue { get; private set; }

    public IReadOnlyList<Decision> Decisions => _decisions;

    public IReadOnlyList<LedgerDelta> Ledger { get; private set; } = [];

    /// <summary>Merge steps that this turn has put into the outbox.</summary>
    public IEnumerable<OutboxChange> Owed => _outbox.Where(static change => change.Owed);

    /// <summary>The customer was merged, and its survivor has not taken its state over.</summary>
    public bool OwesAbsorb => State.UndeliveredExtract is not null;

    /// <summary>The other id's state is part of this customer's, or of what this customer hands over.</summary>
    public bool HasAbsorbed(CustomerId other) => State.FindLink(other) == LinkStanding.Absorbed
        || (State.UndeliveredExtract?.Links?.Aliases.Contains(other.ToString()) ?? false);

    /// <summary>Decides one interaction, applies what came of it, and counts the verdict.</summary>
    internal async ValueTask<Verdict> RecordAsync(AddressedInteraction item)
    {
        var interaction = item.Interaction;
        var outcome = await JudgeAsync(State, interaction);
        if (outcome.Entry is { } entry)
        {
            Recorded = true;
            Append(entry);
            _identifiers.AddRange(Identifiers.Of(interaction, Reference.Playbook.Source.PhoneCountryCode));
            RequestLinks(item);
        }

        var verdict = outcome.Verdict ?? Verdict.Applied;
        _verdicts.Add(interaction.Source, interaction.ReceivedAt, verdict.Kind, verdict.Code);
        return verdict;
    }

    /// <summary>Decides about one interaction on the customer's state or a copy of it; changes nothing.</summary>
    internal async ValueTask<RecordOutcome> JudgeAsync(CustomerState state, Interaction interaction)
    {
        var outcome = Recorder.Decide(state, customer.Archive, interaction, Reference, Now);
        return outcome.NeedsHistory ? Recorder.Decide(state, await ArchiveAsync(), interaction, Reference, Now) : outcome;
    }

    /// <summary>Decides, and reserves what was decided.</summary>
    public Decision Decide(DecisionRequest request)
    {
        var decision = Decider.Decide(State, request, Reference, Now, host.NextSeed(), new DecisionId(Key(), Sequence, _entries.Count));
        Append(new DecisionMade { At = Now, Decision = decision });
        _decisions.Add(decision);
        return decision;
    }

    /// <summary>The live view as of the turn.</summary>
    public CustomerView View(string? language)
    {
        customer.Lifetime = LifetimeViewBuilder.Build(State, Reference, Now, customer.Lifetime);
        return CustomerViewBuilder.Build(State, Reference, Now, language, customer.Lifetime?.View);
    }

    /// <summary>Adds an entry to the turn and folds it into the state.</summary>
    public void Append(Entry entry)
    {
        Key();
        _review ??= BeginReview();
        _entries.Add(entry);
        State.Apply(entry);
        customer.Archive?.Add(entry);
    }

    /// <summary>Begins the review of a turn that may have no other entries; false when it would find nothing.</summary>
    public bool TryBeginReview()
    {
        if (_review is null && Review.IsDue(State, Reference, Now))
        {
            _review = BeginReview();
            ReviewWasDue = true;
        }

        return _review is not null;
    }

    /// <summary>Ends the turn's entries with what they, or time, have changed in how the customer counts.</summary>
    public void ConcludeReview()
    {
        if (_review?.Conclude(Now) is { } reviewed)
        {
            Append(reviewed);
        }
    }

    /// <summary>Adds a step to the outbox, or takes it out, with the turn's commit.</summary>
    public void ChangeOutbox(string target, string step, bool owed)
    {
        _outbox.RemoveAll(change => change.Target == target && change.Step == step);
        _outbox.Add(new OutboxChange(target, step, owed));
    }

    /// <summary>The stored decision of a request id, from the state or from the journal; null when the request is new.</summary>
    internal async ValueTask<Decision?> FindDecisionAsync(string requestId)
    {
        var sighting = State.FindRequest(requestId);
        if (sighting.NeedsHistory)
        {
            sighting = new((await ArchiveAsync()).FindRequest(requestId), false);
        }

        if (sighting.DecisionId is not { } id)
        {
            return null;
        }

        return _decisions.Find(decision => decision.Id == id)
            ?? State.FindDecision(id)
            ?? await host.History.ReadDecisionAsync(id, CancellationToken.None);
    }

    /// <summary>Takes the state of another customer over, unless it was taken before.</summary>
    internal async ValueTask AbsorbAsync(CustomerSnapshot extract)
    {
        var outcome = CustomerMerge.Absorb(State, customer.Archive, extract, null, Now);
        if (outcome.NeedsHistory)
        {
            var losers = (extract.Links?.Aliases ?? []).Prepend(extract.Id).Select(CustomerId.Parse);
            var losersArchive = await host.History.LoadAsync(losers, [], [], CancellationToken.None);
            outcome = CustomerMerge.Absorb(State, await ArchiveAsync(), extract, losersArchive, Now);
        }

        if (outcome.Entry is { } entry)
        {
            Append(entry);
            customer.Archive = null;
        }
    }

    /// <summary>What is to be committed; null for a turn that changed and counted nothing.</summary>
    public JournalWrite? ToWrite()
    {
        Ledger = _verdicts.ToDeltas();
        if (_entries.Count == 0 && Ledger.Count == 0 && _outbox.Count == 0)
        {
            return null;
        }

        return new JournalWrite
        {
            Customer = Id,
            Key = customer.Key,
            NewCustomer = customer.IsNew && _entries.Count > 0,
            Sequence = _entries.Count > 0 ? Sequence : 0,
            At = Now,
            Payload = _entries.Count > 0 ? EntryCodec.WriteTurn(_entries) : default,
            Identifiers = _identifiers,
            Outbox = _outbox,
            Due = State.LastReview?.DueAt is var due && due != _dueBefore ? new DueChange(due) : null,
            Ledger = Ledger,
        };
    }

    /// <summary>Called once after the commit.</summary>
    public void End()
    {
        if (_entries.Count > 0)
        {
            customer.EndTurn(Sequence, Now);
        }
    }

    private Review BeginReview()
    {
        var review = new Review(State, Reference);
        review.CatchUp(Now, host.Limits.ReviewSteps);
        return review;
    }

    private async ValueTask<MessageArchive> ArchiveAsync() =>
        customer.Archive ??= await host.History.LoadAsync(
            [Id, .. State.Aliases], _entries, calls.SelectMany(static call => call.AskedIds), CancellationToken.None);

    private CustomerKey Key()
    {
        if (customer.Key.IsDefault)
        {
            customer.Key = host.Writer.AllocateKey();
        }

        return customer.Key;
    }

    private void RequestLinks(AddressedInteraction item)
    {
        if (!item.Link.IsDefault)
        {
            RequestLink(item.Link, isExplicit: false);
        }

        if (item.Interaction is IdentitiesMerged merged && CustomerId.TryParse(merged.Other, out var other))
        {
            RequestLink(other, merged.Explicit);
        }
    }

    private void RequestLink(CustomerId other, bool isExplicit)
    {
        var standing = State.FindLink(other);
        if (other == Id || standing == LinkStanding.Absorbed || (standing != LinkStanding.None && !isExplicit))
        {
            return;
        }

        if (State.Aliases.Count >= StateLimits.Aliases || State.PendingLinks.Count >= StateLimits.PendingLinks)
        {
            EngineInstruments.LinkOverLimit();
            return;
        }

        Append(new LinkRequested { At = Now, Other = other.ToString(), Explicit = isExplicit });
        ChangeOutbox(other.ToString(), OutboxSteps.LinkStep(isExplicit), owed: true);
    }

    private static DateTimeOffset WholeMilliseconds(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
}
