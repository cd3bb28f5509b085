using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Population;

/// <summary>The lifetime models that hold, ready for use: part of the reference data. Immutable and thread-safe.</summary>
public sealed class LifetimeFigures
{
    /// <exception cref="InvalidDataException">It names a model that this program does not know, or lacks its parameters.</exception>
    public LifetimeFigures(LifetimeModel model)
    {
        Model = model;
        Purchases = model.Purchases.ToPurchaseModel();
        Spend = model.Spend.ToSpendModel();
    }

    /// <summary>The version, and how it was fitted.</summary>
    public LifetimeModel Model { get; }

    public IPurchaseModel Purchases { get; }

    public ISpendModel Spend { get; }

    /// <summary>Estimates by these models and the business's terms. Histories are in days.</summary>
    public LifetimeScorer ScorerOf(LifetimeTerms terms) => new(Purchases, Spend, LifetimeUnit.Day, terms);
}
