using System.Globalization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Simulation;

/// <summary>
/// A sender that does what senders do: sends, asks for offers, reports outcomes, merges ids, and repeats whatever was not
/// acknowledged, and now and then what was.
/// </summary>
internal sealed class Client(World world, int number, Acknowledgements acknowledged)
{
    private const int AttemptsMax = 12;

    private static readonly CustomerId[] Customers =
    [
        CustomerId.Known("1"), CustomerId.Known("2"), CustomerId.Anonymous("x"), CustomerId.Anonymous("y"), CustomerId.Anonymous("z"),
    ];

    private readonly List<AddressedInteraction> _sent = [];
    private int _messages;

    public async Task RunAsync(int operations)
    {
        for (var i = 0; i < operations; i++)
        {
            await OperateAsync();
            if (world.Random.Next(3) == 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(world.Random.Next(200)), world.Clock, CancellationToken.None);
            }
        }
    }

    private Task OperateAsync() => world.Random.Next(20) switch
    {
        < 8 => RecordAsync([.. Enumerable.Range(0, 1 + world.Random.Next(5)).Select(_ => Next(Draw(Customers)))]),
        < 9 => RecordAsync([Merge()]),
        < 12 when _sent.Count > 0 => RecordAsync([Draw(_sent)]),
        < 19 => DecideAsync(),
        _ => world.Process.CallAsync(async engine => new[] { await engine.ViewAsync(Draw(Customers), CancellationToken.None) }),
    };

    private async Task RecordAsync(AddressedInteraction[] interactions)
    {
        _sent.AddRange(interactions);
        var before = Array.ConvertAll(interactions, item => acknowledged.Contains(item.Interaction.MessageId));
        var verdicts = await InsistAsync(engine => engine.RecordAsync(interactions, CancellationToken.None));
        for (var i = 0; verdicts is not null && i < interactions.Length; i++)
        {
            acknowledged.Add(interactions[i].Interaction.MessageId, verdicts[i], wasAcknowledged: before[i]);
        }
    }

    private async Task DecideAsync()
    {
        var customer = Draw(Customers);
        var first = world.Random.Next(3) == 0 ? Next(customer) : default;
        var command = new DecideCommand
        {
            Request = new DecisionRequest
            {
                Channel = "web",
                Placements = [new("home-hero"), new("home-row", 2)],
                RequestId = NewId("request"),
                SessionId = world.Random.Next(4) == 0 ? "one-visit" : NewId("visit"),
            },
            Interactions = first.Interaction is null ? [] : [first],
            DryRun = world.Random.Next(10) == 0,
        };
        if (await InsistAsync(engine => engine.DecideAsync(customer, command, CancellationToken.None)) is not { } reply || command.DryRun)
        {
            return;
        }

        acknowledged.AddDecision(reply);
        if (first.Interaction is not null)
        {
            _sent.Add(first);
            acknowledged.Add(first.Interaction.MessageId, reply.Verdicts[0], wasAcknowledged: false);
        }

        foreach (var offer in reply.Decision.Offers.Where(_ => world.Random.Next(2) == 0))
        {
            await RecordAsync([Outcome(customer, reply.Decision, offer)]);
        }
    }

    /// <summary>Calls until there is an answer, as a sender does; gives up after a while, and then does not know.</summary>
    private async Task<T?> InsistAsync<T>(Func<EmbeddedEngine, Task<T>> call)
        where T : class
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await world.Process.CallAsync(call) is { } reply)
            {
                return reply;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10 << Math.Min(attempt, 8)), world.Clock, CancellationToken.None);
        }

        return null;
    }

    private AddressedInteraction Next(CustomerId customer) => new(
        customer,
        world.Random.Next(2) == 0
            ? new OrderCompleted
            {
                MessageId = NewId("order"), Source = "shop", OccurredAt = Past(), ReceivedAt = Now, Amount = 1 + world.Random.Next(100),
            }
            : new PageViewed { MessageId = NewId("page"), Source = "shop", OccurredAt = Past(), ReceivedAt = Now, Name = "Home" });

    private AddressedInteraction Merge()
    {
        var known = Customers[world.Random.Next(2)];
        var other = Draw(Customers);
        return other == known || world.Random.Next(2) == 0
            ? Next(known) with { Link = Customers[2 + world.Random.Next(3)] }
            : new AddressedInteraction(known, new IdentitiesMerged
            {
                MessageId = NewId("merge"), Source = "shop", OccurredAt = Past(), ReceivedAt = Now, Other = other.ToString(),
                    Explicit = true,
            });
    }

    private AddressedInteraction Outcome(CustomerId customer, Decision decision, DecidedOffer offer) => new(
        customer,
        new OfferPresented
        {
            MessageId = NewId("presented"), Source = "shop", OccurredAt = Now, ReceivedAt = Now, Channel = "web",
            DecisionId = decision.Id, OfferId = offer.OfferId, TreatmentId = offer.TreatmentId, Placement = offer.Placement,
        });

    private DateTimeOffset Now => world.Clock.GetUtcNow();

    private DateTimeOffset Past() => Now - TimeSpan.FromMinutes(world.Random.Next(600));

    private string NewId(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{number}-{++_messages}");

    private T Draw<T>(IReadOnlyList<T> items) => items[world.Random.Next(items.Count)];
}
