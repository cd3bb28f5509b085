namespace DbMarketing.Engine.Lifetime;

/// <summary>What a fitted model says of a customer's mean spend for each day with a purchase, in currency.</summary>
public interface ISpendModel
{
    /// <summary>Such as <c>gammaGamma</c>.</summary>
    string Name { get; }

    /// <summary>E[M]: the expected mean spend.</summary>
    /// <param name="frequency">x: repeat purchases whose mean spend is known; 0 for none.</param>
    /// <param name="meanSpend">z: their mean spend; not used when there are none.</param>
    double ExpectedSpend(int frequency, double meanSpend);

    /// <summary>Draws the customer's own mean spend from its posterior distribution.</summary>
    double Draw(int frequency, double meanSpend, Random random);
}
