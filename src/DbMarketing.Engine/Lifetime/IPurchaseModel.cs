namespace DbMarketing.Engine.Lifetime;

/// <summary>
/// What a fitted model says of a customer's coming purchases. Times are in the unit of the histories. All results are finite.
/// </summary>
public interface IPurchaseModel
{
    /// <summary>Such as <c>bgNbd</c>.</summary>
    string Name { get; }

    /// <summary>False where the model has nobody leave for good, so that its P(alive) of 1 says nothing about anybody.</summary>
    bool CustomersLeave { get; }

    /// <summary>P(alive): that the customer has not left at the end of the observation; 0 to 1.</summary>
    double ProbabilityAlive(PurchaseHistory history);

    /// <summary>
    /// E[Y(t)]: expected days with a purchase in the time after the end of the observation, whether the customer left or not.
    /// </summary>
    /// <param name="history">Of the customer; of age 0 for one who just made the first purchase.</param>
    /// <param name="time">t, 0 or more.</param>
    double ExpectedPurchases(PurchaseHistory history, double time);

    /// <summary>
    /// Draws the customer's own rates from their posterior distribution, given that the customer has not left.
    /// </summary>
    PurchaseCourse DrawAlive(PurchaseHistory history, Random random);
}
