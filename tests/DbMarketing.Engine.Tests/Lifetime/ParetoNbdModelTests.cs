using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Engine.Tests.Lifetime;

public sealed class ParetoNbdModelTests
{
    private static readonly ParetoNbdModel s_published = new(0.553, 10.578, 0.606, 11.669);
    private static readonly ParetoNbdModel s_maximum = new(0.55328, 10.57768, 0.60624, 11.66874);

    [Fact]
    public void Customer1516_IsAsPublished()
    {
        // The vignette of the R package BTYD.
        var customer = CdnowSample.Read().Customers[1515].History;

        Assert.Equal((26, 30.86, 31.00), (customer.Frequency, Math.Round(customer.Recency, 2), Math.Round(customer.Age, 2)));
        Assert.Equal(0.9979, s_published.ProbabilityAlive(customer), 0.0001);
        Assert.Equal(25.46, s_published.ExpectedPurchases(customer, 52), 0.01);
        Assert.Equal(0.99787, s_maximum.ProbabilityAlive(customer), 0.00001);
        Assert.Equal(25.4552, s_maximum.ExpectedPurchases(customer, 52), 0.0005);
    }

    [Fact]
    public void ExpectedPurchases_OfFrequentCustomersDoNotUnderflow()
    {
        // A fault of lifetimes, and its published correction: one purchase more changes little.
        var model = new ParetoNbdModel(0.55, 10.58, 0.61, 11.67);

        Assert.Equal(6.20605, model.ExpectedPurchases(new PurchaseHistory(132, 200, 200), 10), 0.00001);
        Assert.Equal(6.25287, model.ExpectedPurchases(new PurchaseHistory(133, 200, 200), 10), 0.00001);
    }

    [Theory]
    [InlineData(221, 103.42857, 103.57143)]
    [InlineData(254, 97.14286, 97.28571)]
    [InlineData(161, 94.71429, 98)]
    [InlineData(204, 98.57143, 99.42857)]
    public void ProbabilityAlive_OfFrequentCustomersIsANumber(int x, double recency, double age)
    {
        // Histories at which CLVTools once returned none.
        var alive = new ParetoNbdModel(0.5143, 2.8845, 0.2856, 14.1087).ProbabilityAlive(new PurchaseHistory(x, recency, age));

        Assert.InRange(alive, double.Epsilon, 1);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(1 + 1e-13)]
    [InlineData(4)]
    public void ExpectedPurchases_EqualTheMeanOfTheCourses(double s)
    {
        // λ (1 - e^(-μt)) / μ with μ = m / (β+T), over the gamma density of m, by the midpoint rule in m = e^v.
        var (model, history) = (new ParetoNbdModel(0.5, 10, s, 12), new PurchaseHistory(3, 30, 35));
        double total = 0, mass = 0;
        for (var v = -60.0; v < 5; v += 0.01)
        {
            var m = Math.Exp(v);
            var density = Math.Exp((s * v) - m - GammaFunction.Log(s));
            var course = new PurchaseCourse(3.5 / 45, m / 47);
            total += density * course.Expected(52) * 0.01;
            mass += density * 0.01;
        }

        Assert.Equal(1, mass, 1e-5);
        Assert.Equal(model.ProbabilityAlive(history) * total / mass, model.ExpectedPurchases(history, 52), 1e-5);
    }

    [Theory]
    [InlineData(1e-4, 1e-4, 1e-4, 1e-4)]
    [InlineData(1e4, 1e4, 1e4, 1e4)]
    [InlineData(1e4, 1, 1e-4, 1e4)]
    [InlineData(1e-4, 1e4, 1e4, 1e-4)]
    public void Estimates_StayFiniteAtTheEdges(double r, double alpha, double s, double beta)
    {
        var model = new ParetoNbdModel(r, alpha, s, beta);
        PurchaseHistory[] histories = [new(0, 0, 0), new(0, 0, 1e4), new(1, 0, 1e4), new(5_000, 1e4, 1e4), new(5_000, 1, 1e4)];

        Assert.All(histories, history =>
        {
            Assert.InRange(model.ProbabilityAlive(history), 0, 1);
            Assert.InRange(model.ExpectedPurchases(history, 1_000), 0, double.MaxValue);
        });
    }
}
