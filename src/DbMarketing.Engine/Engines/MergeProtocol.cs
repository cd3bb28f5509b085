using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Two ids become one in committed steps, each owed by a row of the outbox until the next is committed: the requester asks
/// (<c>link</c>), the larger id becomes part of the smaller and keeps its extracted state in the journal (<c>absorb</c>), the survivor
/// takes it over, once for each loser, and both close their rows. Every step may be repeated, by anyone, at any time. Thread-safe.
/// </summary>
internal sealed class MergeProtocol(ICustomerActors actors, EngineLimits limits)
{
    /// <summary>Takes one owed step as far as it goes. Idempotent.</summary>
    public Task DeliverAsync(OutboxItem item, CancellationToken cancellationToken) => item.Step switch
    {
        OutboxSteps.Link => DeliverLinkAsync(item.Customer, CustomerId.Parse(item.Target), isExplicit: false, cancellationToken),
        OutboxSteps.ExplicitLink => DeliverLinkAsync(item.Customer, CustomerId.Parse(item.Target), isExplicit: true, cancellationToken),
        OutboxSteps.Absorb => DeliverAbsorbAsync(item.Customer, cancellationToken),
        _ => throw new InvalidDataException($"The outbox holds an unknown step '{item.Step}'."),
    };

    /// <summary>Brings the state of a merged customer to whoever stands for it now.</summary>
    public async Task DeliverAbsorbAsync(CustomerId loser, CancellationToken cancellationToken)
    {
        if (await actors.AskAsync(loser, new ReadOwedCall(), cancellationToken) is not { } owed)
        {
            return;
        }

        var target = owed.Survivor;
        for (var hop = 0; hop < limits.ForwardHops; hop++)
        {
            var reply = await actors.AskAsync(target, new AbsorbCall(loser, owed.Extract), cancellationToken);
            if (!reply.Moved)
            {
                await actors.AskAsync(loser, new ConfirmAbsorbedCall(target), cancellationToken);
                return;
            }

            target = reply.MovedTo;
        }

        throw new InvalidDataException($"An absorbed customer was not taken over within {limits.ForwardHops} hops.");
    }

    private async Task DeliverLinkAsync(CustomerId owner, CustomerId target, bool isExplicit, CancellationToken cancellationToken)
    {
        var requester = await ResolveAsync(owner, cancellationToken);
        var other = target;
        for (var hop = 0; hop < limits.ForwardHops; hop++)
        {
            if (other == requester)
            {
                await actors.AskAsync(owner, new CloseLinkCall(target, isExplicit, refused: false), cancellationToken);
                return;
            }

            var aliases = await actors.AskAsync(requester, new CountAliasesCall(), cancellationToken);
            var reply = await actors.AskAsync(other, new LinkCall(requester, aliases, isExplicit), cancellationToken);
            switch (reply.Answer)
            {
                case LinkAnswer.Merged or LinkAnswer.Belongs:
                    await (reply.AbsorbOwed ? DeliverAbsorbAsync(other, cancellationToken) : Task.CompletedTask);
                    other = await ResolveAsync(reply.Survivor, cancellationToken);
                    requester = await ResolveAsync(requester, cancellationToken);
                    break;
                case LinkAnswer.RequesterMerges:
                    await actors.AskAsync(requester, new MergeIntoCall(other), cancellationToken);
                    requester = await ResolveAsync(requester, cancellationToken);
                    break;
                default:
                    await actors.AskAsync(owner, new CloseLinkCall(target, isExplicit, refused: true), cancellationToken);
                    return;
            }
        }

        throw new InvalidDataException($"A link did not end within {limits.ForwardHops} hops.");
    }

    private async Task<CustomerId> ResolveAsync(CustomerId customer, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop < limits.ForwardHops; hop++)
        {
            var reply = await actors.AskAsync(customer, new ResolveCall(), cancellationToken);
            if (!reply.Moved)
            {
                return reply.Value;
            }

            await (reply.AbsorbOwed ? DeliverAbsorbAsync(customer, cancellationToken) : Task.CompletedTask);
            customer = reply.MovedTo;
        }

        throw new InvalidDataException($"A customer was merged more than {limits.ForwardHops} times.");
    }
}
