namespace DbMarketing.Engine.Lifetime;

/// <summary>What a customer did after the end of the observation, to judge a model by.</summary>
/// <param name="History">Up to the end of the observation.</param>
/// <param name="Purchases">Days with a purchase in the hold-out time.</param>
/// <param name="Weight">How many customers these are.</param>
public readonly record struct HoldOutCell(PurchaseHistory History, int Purchases, double Weight = 1);

/// <summary>A time after the observation whose purchases are known and were kept from the fit.</summary>
/// <param name="Time">Its length in the unit of the histories, above 0.</param>
/// <param name="Cells">At least one.</param>
public sealed record HoldOut(double Time, IReadOnlyList<HoldOutCell> Cells);

/// <summary>How near a model came to the purchases of a hold-out.</summary>
/// <param name="Expected">Sum of the expected purchases.</param>
/// <param name="Actual">Sum of the purchases made.</param>
/// <param name="Mae">Mean absolute error for each customer.</param>
/// <param name="Rmse">Root of the mean squared error for each customer.</param>
/// <param name="Correlation">Between expected and made, customer by customer; 0 when either does not vary.</param>
/// <param name="MeanAlive">Mean P(alive) at the end of the observation.</param>
public sealed record HoldOutScore(double Expected, double Actual, double Mae, double Rmse, double Correlation, double MeanAlive)
{
    public static HoldOutScore Of(IPurchaseModel model, HoldOut holdOut)
    {
        double weights = 0, expecteds = 0, actuals = 0, absolute = 0, alive = 0;
        var expected = new double[holdOut.Cells.Count];
        foreach (var (i, cell) in holdOut.Cells.Index())
        {
            expected[i] = model.ExpectedPurchases(cell.History, holdOut.Time);
            weights += cell.Weight;
            expecteds += cell.Weight * expected[i];
            actuals += cell.Weight * cell.Purchases;
            absolute += cell.Weight * Math.Abs(expected[i] - cell.Purchases);
            alive += cell.Weight * model.ProbabilityAlive(cell.History);
        }

        double squares = 0, expectedVariance = 0, actualVariance = 0, covariance = 0;
        foreach (var (i, cell) in holdOut.Cells.Index())
        {
            var (fromExpected, fromActual) = (expected[i] - (expecteds / weights), cell.Purchases - (actuals / weights));
            squares += cell.Weight * (expected[i] - cell.Purchases) * (expected[i] - cell.Purchases);
            expectedVariance += cell.Weight * fromExpected * fromExpected;
            actualVariance += cell.Weight * fromActual * fromActual;
            covariance += cell.Weight * fromExpected * fromActual;
        }

        var scale = Math.Sqrt(expectedVariance) * Math.Sqrt(actualVariance);
        return new HoldOutScore(
            expecteds, actuals, absolute / weights, Math.Sqrt(squares / weights), scale > 0 ? covariance / scale : 0, alive / weights);
    }
}
