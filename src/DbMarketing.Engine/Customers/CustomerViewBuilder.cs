using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Customers;

/// <summary>Builds the live view of a customer as of an instant. Pure: ages, scores and segments are computed here, never stored.</summary>
public static class CustomerViewBuilder
{
    /// <summary>Categories that the view shows.</summary>
    public const int Affinities = 10;

    /// <summary>Contacts that the view shows.</summary>
    public const int Contacts = 50;

    /// <summary>The view as of <paramref name="now"/>; reasons are English, or Korean for a language that begins with <c>ko</c>.</summary>
    public static CustomerView Build(CustomerState state, ReferenceData reference, DateTimeOffset now, string? language = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(reference);
        return Build(state, reference, now, language, LifetimeViewBuilder.Build(state, reference, now)?.View);
    }

    /// <param name="lifetime">By <see cref="LifetimeViewBuilder"/>, of the same customer and instant.</param>
    internal static CustomerView Build(
        CustomerState state, ReferenceData reference, DateTimeOffset now, string? language, LifetimeView? lifetime)
    {
        var playbook = reference.Playbook;
        var population = PopulationReading.Live(state, reference, now);
        var lags = LagReading.Live(state, reference);
        var ids = state.Aliases.Prepend(state.Id).ToList();
        return new()
        {
            CustomerId = state.Id.Kind == CustomerKind.Known ? state.Id.Value : null,
            AnonymousIds = [.. ids.Where(id => id.Kind == CustomerKind.Anonymous).Select(id => id.Value)],
            MergedIds = [.. state.Aliases.Where(id => id.Kind == CustomerKind.Known).Select(id => id.Value)],
            Sequence = state.Sequence,
            AsOf = now,
            PlaybookVersion = playbook.Version,
            Test = state.IsTest,
            FirstSeenAt = state.FirstSeenAt,
            LastSeenAt = state.LastSeenAt,
            Rfm = RfmOf(state.Purchases, playbook.Source.BaseCurrency, now),
            Scores = ScoresOf(population.Place, reference, language),
            Lifetime = lifetime,
            Lag = LagViewBuilder.Build(lags, reference, now),
            Segments = SegmentsOf(state, playbook, population, lags, now, language),
            Affinities = [.. state.Affinities.Top(Affinities, now).Select(static taste => taste with
            {
                Score = ShownNumbers.Round(taste.Score), Share = ShownNumbers.Round(taste.Share),
            })],
            Session = state.Sessions.Current(now),
            Cart = state.Cart.Lines,
            Profile = [.. state.Profile
                .OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new ProfileView(
                    pair.Key, pair.Value.Value, pair.Value.Source, pair.Value.ObservedAt,
                    playbook.ProfileByName.GetValueOrDefault(pair.Key)?.Family))],
            Consents = [.. state.Consents],
            Contacts = [.. state.Contacts
                .Where(contact => contact.Outcome != ContactOutcome.Reserved || contact.Until > now)
                .Take(Contacts)],
        };
    }

    private static RfmView RfmOf(Purchases purchases, string currency, DateTimeOffset now) => new()
    {
        RecencyDays = purchases.LastAt is { } last ? ShownNumbers.Round(Math.Max(0, (now - last).TotalDays)) : null,
        Frequency = purchases.Count,
        Monetary = purchases.NetRevenue,
        AverageOrder = purchases.Count > 0 ? decimal.Round(purchases.NetRevenue / purchases.Count, ShownNumbers.Decimals) : null,
        Currency = currency,
        Refunded = purchases.Refunded,
        FirstPurchaseAt = purchases.FirstAt,
        LastPurchaseAt = purchases.LastAt,
        PurchaseDays = purchases.DayCount,
        Uncounted = [.. purchases.Uncounted],
    };

    private static ScoresView? ScoresOf(PopulationPlace place, ReferenceData reference, string? language) =>
        reference.Population is not { } figures ? null : new()
        {
            AsOf = figures.AsOf,
            All = ScoreOf(place.All, reference.Playbook, language),
            Year = ScoreOf(place.Year, reference.Playbook, language),
            Quarter = ScoreOf(place.Quarter, reference.Playbook, language),
        };

    private static ScoreView? ScoreOf(RfmPlace? place, CompiledPlaybook playbook, string? language) => place is null ? null : new(
        place.Recency, place.Frequency, place.Monetary, place.Cell,
        ConditionWords.Of(language, playbook.Source).Called(place.GroupIn(playbook.RfmGroups) ?? place.Cell),
        ShownNumbers.Round(place.RevenueShare), ShownNumbers.Round(place.TopShare));

    private static List<SegmentView> SegmentsOf(
        CustomerState state, CompiledPlaybook playbook, PopulationReading population, LagReading lags, DateTimeOffset now,
        string? language)
    {
        var words = ConditionWords.Of(language, playbook.Source);
        var input = new ConditionInput(state, now, new Dictionary<string, string>(), null, population, lags);
        var segments = new List<SegmentView>();
        foreach (var segment in playbook.Segments)
        {
            var result = segment.Condition.Evaluate(input);
            if (result.Value)
            {
                segments.Add(new(
                    segment.Source.Id, words.Called(segment.Source.Name), words.Reason(result.Finding), result.ChangesAt,
                    state.LastReview?.SinceOf(segment.Source.Id)));
            }
        }

        return segments;
    }
}
