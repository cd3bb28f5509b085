using System.Text.Json.Serialization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Inventory;
using DbMarketing.Engine.Offers;

namespace DbMarketing.Engine.Engines;

/// <summary>Records interactions, in their order.</summary>
public sealed class RecordCall(IReadOnlyList<AddressedInteraction> interactions) : CustomerCall<TurnReply<IReadOnlyList<Verdict>>>
{
    [JsonRequired]
    public IReadOnlyList<AddressedInteraction> Interactions { get; init; } = interactions;

    internal override int Cost => Interactions.Count;

    internal override IEnumerable<ulong> AskedIds => Interactions.SelectMany(static item => MessageArchive.IdsOf(item.Interaction));

    internal override async ValueTask<TurnReply<IReadOnlyList<Verdict>>> AnswerAsync(Turn turn)
    {
        if (turn.State.MergedInto is { } survivor)
        {
            return new(null, survivor, turn.OwesAbsorb);
        }

        var verdicts = new Verdict[Interactions.Count];
        for (var i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = await turn.RecordAsync(Interactions[i]);
        }

        return TurnReply.Of<IReadOnlyList<Verdict>>(verdicts);
    }
}

/// <summary>
/// Decides, after the interactions that come with it. A request id that was seen before gets the stored decision, or the word that it was
/// another request.
/// </summary>
public sealed class DecideCall(DecideCommand command) : CustomerCall<TurnReply<DecideReply>>
{
    [JsonRequired]
    public DecideCommand Command { get; init; } = command;

    internal override int Cost => Command.Interactions.Count + 1;

    internal override bool OnlyReads => Command.DryRun;

    internal override IEnumerable<ulong> AskedIds => Command.Interactions
        .SelectMany(static item => MessageArchive.IdsOf(item.Interaction))
        .Concat(Command.Request.RequestId is { } requestId ? [StableHash.Request(requestId)] : []);

    internal override async ValueTask<TurnReply<DecideReply>> AnswerAsync(Turn turn)
    {
        if (turn.State.MergedInto is { } survivor)
        {
            return new(null, survivor, turn.OwesAbsorb);
        }

        if (Command.DryRun)
        {
            return TurnReply.Of<DecideReply>(await DecideDryAsync(turn));
        }

        var stored = Command.Request.RequestId is { } requestId ? await turn.FindDecisionAsync(requestId) : null;
        if (stored is not null && await DiffersAsync(stored, turn))
        {
            return TurnReply.Of(ToReply(turn, turn.State, stored, [], duplicate: true) with { RequestIdReused = true });
        }

        var verdicts = new List<Verdict>(Command.Interactions.Count);
        foreach (var interaction in Command.Interactions)
        {
            verdicts.Add(await turn.RecordAsync(interaction));
        }

        return TurnReply.Of(ToReply(turn, turn.State, stored ?? turn.Decide(Command.Request), verdicts, stored is not null));
    }

    /// <summary>A decision is committed with the interactions that came with it, so one that is new came with another request.</summary>
    private async ValueTask<bool> DiffersAsync(Decision stored, Turn turn)
    {
        if (!stored.Request.AsksTheSameAs(Command.Request))
        {
            return true;
        }

        foreach (var item in Command.Interactions)
        {
            if ((await turn.JudgeAsync(turn.State, item.Interaction)).Entry is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Decides on a copy, so that the interactions count for this answer only.</summary>
    private async ValueTask<DecideReply> DecideDryAsync(Turn turn)
    {
        var state = turn.State;
        var verdicts = new List<Verdict>(Command.Interactions.Count);
        if (Command.Interactions.Count > 0)
        {
            state = CustomerState.FromSnapshot(state.CaptureSnapshot());
            foreach (var item in Command.Interactions)
            {
                var outcome = await turn.JudgeAsync(state, item.Interaction);
                if (outcome.Entry is { } entry)
                {
                    state.Apply(entry);
                }

                verdicts.Add(outcome.Verdict ?? Verdict.Applied);
            }
        }

        var id = new DecisionId(default, turn.Sequence, 0);

        // What will be out of stock at another instant is not known.
        var reference = Command.AsOf is null ? turn.Reference : turn.Reference with { Stock = StockFigures.None };
        var decision = Decider.Decide(state, Command.Request, reference, Command.AsOf ?? turn.Now, turn.Host.NextSeed(), id);
        return ToReply(turn, state, decision, verdicts, duplicate: false);
    }

    private static DecideReply ToReply(Turn turn, CustomerState state, Decision decision, List<Verdict> verdicts, bool duplicate) => new()
    {
        Customer = turn.Id,
        Decision = decision,
        Content = ContentRenderer.Render(decision, state, turn.Reference),
        Verdicts = verdicts,
        Duplicate = duplicate,
    };
}

/// <summary>Builds the live view; null for a customer with no turn.</summary>
public sealed class ViewCall(string? language = null) : CustomerCall<TurnReply<CustomerView?>>
{
    /// <summary>Of the reasons: <c>ko</c>, or English for any other.</summary>
    public string? Language { get; } = language;

    internal override bool OnlyReads => true;

    internal override ValueTask<TurnReply<CustomerView?>> AnswerAsync(Turn turn)
    {
        if (turn.State.MergedInto is { } survivor)
        {
            return new(new TurnReply<CustomerView?>(null, survivor, turn.OwesAbsorb));
        }

        var view = turn.State.Sequence == 0 && turn.Entries == 0 ? null : turn.View(Language);
        return new(TurnReply.Of<CustomerView?>(view));
    }
}

/// <summary>The whole state, merged or not, as of a committed turn: for explanations, checks and tests.</summary>
public sealed class CaptureCall : CustomerCall<CustomerSnapshot>
{
    internal override bool OnlyReads => true;

    internal override ValueTask<CustomerSnapshot> AnswerAsync(Turn turn) => new(turn.State.CaptureSnapshot());
}

/// <summary>Where the customer's calls go: its own id while it stands for itself.</summary>
public sealed class ResolveCall : CustomerCall<TurnReply<CustomerId>>
{
    internal override bool OnlyReads => true;

    internal override ValueTask<TurnReply<CustomerId>> AnswerAsync(Turn turn) => new(turn.State.MergedInto is { } survivor
        ? new TurnReply<CustomerId>(default, survivor, turn.OwesAbsorb)
        : TurnReply.Of<CustomerId>(turn.Id));
}
