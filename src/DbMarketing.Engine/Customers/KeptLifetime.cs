using DbMarketing.Engine.Lifetime;
using DbMarketing.Engine.Population;

namespace DbMarketing.Engine.Customers;

/// <summary>
/// What a view said of the customer's future, with all that it was made of: the next view of the same day, models and terms says the same
/// while nothing is bought, and a screen asks for one after every turn. Immutable.
/// </summary>
internal sealed record KeptLifetime(CustomerHistory History, LifetimeFigures Figures, LifetimeTerms Terms, LifetimeView View)
{
    /// <summary>Whether the same would come of these.</summary>
    public bool RestsOn(CustomerHistory history, LifetimeFigures figures, LifetimeTerms terms) =>
        History == history && ReferenceEquals(Figures, figures) && ReferenceEquals(Terms, terms);
}
