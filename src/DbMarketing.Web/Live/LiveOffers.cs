using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Web.Decide;

namespace DbMarketing.Web.Live;

/// <summary>
/// Decides for subscriptions, a bounded number at once. It decides dry first, and makes a real decision, which reserves against the caps,
/// only when another offer than the shown one comes out of it.
/// </summary>
internal sealed class LiveOffers(ICustomerEngine engine, OfferBodies bodies, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(Math.Max(4, Environment.ProcessorCount * 2));

    public ICustomerEngine Engine => engine;

    /// <summary>
    /// New offers, or null when what is shown still holds; with the numbers behind their rank for a caller who is trusted with them.
    /// </summary>
    public async Task<ShownOffers?> DecideAsync(
        CustomerId customer, DecisionRequest request, ShownOffers? shown, bool numbers, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (shown is not null && shown.ValidUntil > time.GetUtcNow())
            {
                var dry = await engine.DecideAsync(customer, new DecideCommand { Request = request, DryRun = true }, cancellationToken);
                if (shown.Shows(dry.Decision))
                {
                    return null;
                }
            }

            var reply = await engine.DecideAsync(customer, new DecideCommand { Request = request }, cancellationToken);
            return new ShownOffers(reply.Decision, bodies.Of(reply, dryRun: false, numbers));
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}

/// <summary>The decision that a subscription shows.</summary>
internal sealed record ShownOffers(Decision Decision, IReadOnlyList<OfferBody> Bodies)
{
    /// <summary>When the first of its offers may be shown no longer.</summary>
    public DateTimeOffset ValidUntil { get; } =
        Decision.Offers.Count == 0 ? DateTimeOffset.MaxValue : Decision.Offers.Min(o => o.ValidUntil);

    /// <summary>The other decision puts the same treatments into the same places.</summary>
    public bool Shows(Decision other) =>
        other.PlaybookVersion == Decision.PlaybookVersion
        && other.Offers.Select(Place).SequenceEqual(Decision.Offers.Select(Place));

    private static (string, int, string, string) Place(DecidedOffer offer) =>
        (offer.Placement, offer.Rank, offer.OfferId, offer.TreatmentId);
}
