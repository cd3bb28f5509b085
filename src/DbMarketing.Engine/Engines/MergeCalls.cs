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

    /// <summary>Only an explicit statement may merge two known customers.</summary>
    Refused,
}

/// <param name="Survivor">For <see cref="LinkAnswer.Belongs"/>: to whom.</param>
/// <param name="AbsorbOwed">The survivor has not taken its state over yet.</param>
public readonly record struct LinkReply(LinkAnswer Answer, CustomerId Survivor = default, bool AbsorbOwed = false);

/// <summary>Another customer wishes to become one with this one. The smaller id survives, whoever asked.</summary>
public sealed class LinkCall(CustomerId requester, bool isExplicit) : CustomerCall<LinkReply>
{
    internal override ValueTask<LinkReply> AnswerAsync(Turn turn) => new(Answer(turn));

    private LinkReply Answer(Turn turn)
    {
        var state = turn.State;
        if (state.MergedInto is { } survivor)
        {
            return new(survivor == requester ? LinkAnswer.Merged : LinkAnswer.Belongs, survivor, turn.OwesAbsorb);
        }

        if (!isExplicit && turn.Id.Kind == CustomerKind.Known && requester.Kind == CustomerKind.Known)
        {
            return new(LinkAnswer.Refused);
        }

        if (turn.Id < requester)
        {
            return new(LinkAnswer.RequesterMerges);
        }

        MergeIntoCall.Merge(turn, requester);
        return new(LinkAnswer.Merged, requester, AbsorbOwed: true);
    }
}

/// <summary>This customer becomes part of a smaller id. Replies with the survivor that it has, which may be an earlier one.</summary>
public sealed class MergeIntoCall(CustomerId survivor) : CustomerCall<CustomerId>
{
    internal override ValueTask<CustomerId> AnswerAsync(Turn turn)
    {
        if (turn.State.MergedInto is null)
        {
            Merge(turn, survivor);
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
    internal override async ValueTask<TurnReply<bool>> AnswerAsync(Turn turn)
    {
        // The loser may have come with another absorbed id, or before this customer was merged itself.
        if (turn.HasAbsorbed(loser))
        {
            return TurnReply.Of<bool>(false);
        }

        if (turn.State.MergedInto is { } survivor)
        {
            return new(false, survivor, turn.OwesAbsorb);
        }

        await turn.AbsorbAsync(extract);
        return TurnReply.Of<bool>(true);
    }
}

/// <summary>The survivor has committed the absorption: nothing is left to hand over.</summary>
public sealed class ConfirmAbsorbedCall(CustomerId survivor) : CustomerCall<bool>
{
    internal override ValueTask<bool> AnswerAsync(Turn turn)
    {
        if (turn.State is not { MergedInto: { } first, UndeliveredExtract: not null })
        {
            return new(false);
        }

        turn.Append(new AbsorbDelivered { At = turn.Now, Survivor = survivor.ToString() });
        turn.ChangeOutbox(first.ToString(), OutboxSteps.Absorb, owed: false);
        return new(true);
    }
}

/// <summary>A link that this customer asked for has ended.</summary>
public sealed class CloseLinkCall(CustomerId other, bool isExplicit, bool refused) : CustomerCall<bool>
{
    internal override ValueTask<bool> AnswerAsync(Turn turn)
    {
        // An absorption closes the link by itself, and a merge forgets it; the owed row ends here in any case.
        if (turn.State.FindLink(other) == LinkStanding.Pending)
        {
            turn.Append(new LinkClosed { At = turn.Now, Other = other.ToString(), Refused = refused });
        }

        turn.ChangeOutbox(other.ToString(), OutboxSteps.LinkStep(isExplicit), owed: false);
        return new(true);
    }
}
