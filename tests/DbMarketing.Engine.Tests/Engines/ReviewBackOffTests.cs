using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Engines;

public sealed class ReviewBackOffTests
{
    private static readonly CustomerId One = CustomerId.Known("1");

    private readonly ManualTimeProvider _time = new();
    private readonly ReviewBackOff _backOff;

    public ReviewBackOffTests() => _backOff = new(_time);

    [Fact]
    public void Failed_LeavesTheCustomerAloneTwiceAsLongEachTimeUpToAnHour()
    {
        var waits = Enumerable.Range(0, 14).Select(_ => _backOff.Failed(One)!.Value.TotalSeconds).ToList();

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600], waits);
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.True(_backOff.IsLeftAlone(One));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(_backOff.IsLeftAlone(One));
    }

    [Fact]
    public void Reviewed_ForgetsWhoDidNotFail()
    {
        var two = CustomerId.Known("2");
        _backOff.Failed(One);
        _backOff.Failed(two);

        _backOff.Reviewed([One, two], [two]);

        Assert.Equal((false, true), (_backOff.IsLeftAlone(One), _backOff.IsLeftAlone(two)));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), (_backOff.Failed(One), _backOff.Failed(two)));
    }

    [Fact]
    public void Failed_BeyondTheLimitIsNotRemembered()
    {
        for (var number = 0; number < ReviewBackOff.MaxCustomers; number++)
        {
            Assert.NotNull(_backOff.Failed(CustomerId.Known($"c{number}")));
        }

        Assert.Null(_backOff.Failed(One));
        Assert.False(_backOff.IsLeftAlone(One));
        Assert.NotNull(_backOff.Failed(CustomerId.Known("c0")));
    }
}
