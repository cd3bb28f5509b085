using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Tests.Customers;

/// <summary>Runs alone, because it measures the heap that all tests share.</summary>
[CollectionDefinition(nameof(CustomerMemoryTests), DisableParallelization = true)]
[Collection(nameof(CustomerMemoryTests))]
public sealed class CustomerMemoryTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Memory_OfATypicalCustomerIsBelowTwoKilobytes()
    {
        // What earlier tests left is freed whenever it likes, so the middle of several measurements counts.
        long[] measured = [.. Enumerable.Range(0, 5).Select(static _ => BytesOfACustomer()).Order()];

        TestContext.Current.SendDiagnosticMessage($"{measured[2]} bytes for each customer");
        Assert.InRange(measured[2], 1, 2_000);
    }

    private static long BytesOfACustomer()
    {
        const int Customers = 2_000;
        var customers = new CustomerState[Customers];
        var interactions = Enumerable.Range(0, 30).Select(Make).ToList();
        var state = new CustomerState(CustomerId.Known("ada"));
        var entries = interactions.ConvertAll(item => Recorder.Decide(state, null, item, InteractionSets.Reference, Noon).Entry!);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var customer = 0; customer < Customers; customer++)
        {
            customers[customer] = new(state.Id);
            entries.ForEach(customers[customer].Apply);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / Customers;
        GC.KeepAlive(customers);
        return bytes;
    }

    private static Interaction Make(int number)
    {
        var at = Noon.AddHours(number * 7);
        var line = new ProductLine("lamp", 1, 10m, number % 3 == 0 ? "home.lamps" : "home.chairs", null);
        return number % 10 == 9
            ? new OrderCompleted
            {
                MessageId = $"m{number}", Source = "web", OccurredAt = at, ReceivedAt = at, OrderId = $"o{number}", Amount = 10m, Products = [line],
            }
            : new ProductViewed { MessageId = $"m{number}", Source = "web", OccurredAt = at, ReceivedAt = at, Product = line };
    }
}
