using System.Text.Json.Serialization;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Engines;

/// <summary>How a customer answered the wish of another to become one with it.</summary>
public enum LinkAnswer
{
    None = 0,

    /// <summary>It is part of the requester now, or was already.</summary>
    Merged,

    /// <summary>It belongs to another customer; see <see cref="LinkReply.Survivor"/>.</summary>
    Belongs,

    /// <summary>It is the smaller id, so the requester is to merge into it.</summary>
    RequesterMerges,

    /// <summary>
    /// Only an explicit statement may merge two known customers, and no merge may make more than <see cref="StateLimits.Aliases"/> of one.
    /// </summary>
    Refused,
}

/// <param name="Survivor">For <see cref="LinkAnswer.Belongs"/>: to whom.</param>
/// <param name="AbsorbOwed">The survivor has not taken its state over yet.</param>
public readonly record struct LinkReply(
    LinkAnswer Answer,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] CustomerId Survivor = default,
    bool AbsorbOwed = false);

/// <summary>How many ids a customer has absorbed.</summary>
public sealed class CountAliasesCall : CustomerCall<int>
{
    internal override bool OnlyReads => true;

    internal override ValueTask<int> AnswerAsync(Turn turn) => new(turn.State.Aliases.Count);
}

/// <summary>Another customer wishes to become one with this one. The smaller id survives, whoever asked.</summary>
public sealed class LinkCall(CustomerId requester, int requesterAliases, bool isExplicit) : CustomerCall<LinkReply>
{
    [JsonRequired]
    public CustomerId Requester { get; init; } = requester;

    /// <summary>How many ids the requester has absorbed: whoever survives takes over those of the other.</summary>
    public int RequesterAliases { get; } = requesterAliases;

    /// <summary>A back end stated it, so that even two known customers may merge.</summary>
    public bool IsExplicit { get; } = isExplicit;

    internal override ValueTask<LinkReply> AnswerAsync(Turn turn) => new(Answer(turn));

    private LinkReply Answer(Turn turn)
    {
        var state = turn.State;
        if (state.MergedInto is { } survivor)
        {
            return new(survivor == Requester ? LinkAnswer.Merged : LinkAnswer.Belongs, survivor, turn.OwesAbsorb);
        }

        if (!IsExplicit && turn.Id.Kind == CustomerKind.Known && Requester.Kind == CustomerKind.Known)
        {
            return new(LinkAnswer.Refused);
        }

        if (state.Aliases.Count + RequesterAliases + 1 > StateLimits.Aliases)
        {
            EngineInstruments.LinkOverLimit();
            return new(LinkAnswer.Refused);
        }

        if (turn.Id < Requester)
        {
            return new(LinkAnswer.RequesterMerges);
        }

        MergeIntoCall.Merge(turn, Requester);
        return new(LinkAnswer.Merged, Requester, AbsorbOwed: true);
    }
}

/// <summary>This customer becomes part of a smaller id. Replies with the survivor that it has, which may be an earlier one.</summary>
public sealed class MergeIntoCall(CustomerId survivor) : CustomerCall<CustomerId>
{
    [JsonRequired]
    public CustomerId Survivor { get; init; } = survivor;

    internal override ValueTask<CustomerId> AnswerAsync(Turn turn)
    {
        if (turn.State.MergedInto is null)
        {
            Merge(turn, Survivor);
        }

        return new(turn.State.MergedInto!.Value);
    }

    internal static void Merge(Turn turn, CustomerId survivor)
    {
        turn.Append(CustomerMerge.Merge(turn.State, survivor, turn.Now));
        turn.ChangeOutbox(survivor.ToString(), OutboxSteps.Absorb, owed: true);
    }
}

/// <summary>What a merged customer still has to hand over; null when its survivor has it.</summary>
public sealed record OwedAbsorb(CustomerId Survivor, CustomerSnapshot Extract);

/// <summary>Reads what this customer still has to hand over to its survivor.</summary>
public sealed class ReadOwedCall : CustomerCall<OwedAbsorb?>
{
    internal override bool OnlyReads => true;

    internal override ValueTask<OwedAbsorb?> AnswerAsync(Turn turn) =>
        new(turn.State is { MergedInto: { } survivor, UndeliveredExtract: { } extract } ? new OwedAbsorb(survivor, extract) : null);
}

/// <summary>This customer takes over the state of another, once for each loser.</summary>
public sealed class AbsorbCall(CustomerId loser, CustomerSnapshot extract) : CustomerCall<TurnReply<bool>>
{
    [JsonRequired]
    public CustomerId Loser { get; init; } = loser;

    /// <summary>The loser's state when it was merged.</summary>
    [JsonRequired]
    public CustomerSnapshot Extract { get; init; } = extract;

    internal override async ValueTask<TurnReply<bool>> AnswerAsync(Turn turn)
    {
        // The loser may have come with another absorbed id, or before this customer was merged itself.
        if (turn.HasAbsorbed(Loser))
        {
            return TurnReply.Of<bool>(false);
        }

        if (turn.State.MergedInto is { } survivor)
        {
            return new(false, survivor, turn.OwesAbsorb);
        }

        await turn.AbsorbAsync(Extract);
        return TurnReply.Of<bool>(true);
    }
}

/// <summary>The survivor has committed the absorption: nothing is left to hand over.</summary>
public sealed class ConfirmAbsorbedCall(CustomerId survivor) : CustomerCall<bool>
{
    [JsonRequired]
    public CustomerId Survivor { get; init; } = survivor;

    internal override ValueTask<bool> AnswerAsync(Turn turn)
    {
        if (turn.State is not { MergedInto: { } first, UndeliveredExtract: not null })
        {
            return new(false);
        }

        turn.Append(new AbsorbDelivered { At = turn.Now, Survivor = Survivor.ToString() });
        turn.ChangeOutbox(first.ToString(), OutboxSteps.Absorb, owed: false);
        return new(true);
    }
}

/// <summary>A link that this customer asked for has ended.</summary>
public sealed class CloseLinkCall(CustomerId other, bool isExplicit, bool refused) : CustomerCall<bool>
{
    [JsonRequired]
    public CustomerId Other { get; init; } = other;

    public bool IsExplicit { get; } = isExplicit;

    /// <summary>The other id belongs to somebody else.</summary>
    public bool Refused { get; } = refused;

    internal override ValueTask<bool> AnswerAsync(Turn turn)
    {
        // An absorption closes the link by itself, and a merge forgets it; the owed row ends here in any case.
        if (turn.State.FindLink(Other) == LinkStanding.Pending)
        {
            turn.Append(new LinkClosed { At = turn.Now, Other = Other.ToString(), Refused = Refused });
        }

        turn.ChangeOutbox(Other.ToString(), OutboxSteps.LinkStep(IsExplicit), owed: false);
        return new(true);
    }
}
