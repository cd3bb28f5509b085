using System.Net;
using DbMarketing.Web.Security;
using DbMarketing.Web.Tracking;

namespace DbMarketing.Web.Tests.Tracking;

public sealed class BytesInFlightTests
{
    private static readonly IPAddress One = IPAddress.Parse("203.0.113.1");
    private readonly BytesInFlight _bytes =
        new(new WebOptions { Secret = ServerSecret.CreateRandom(), MaxBodyBytesInFlight = 1_000, MaxUnknownBytesInFlight = 400 });

    [Fact]
    public void Unknown_WhateverTheyHold_TakeNothingFromCallers()
    {
        using var caller = _bytes.Begin();
        using var other = _bytes.Begin();
        var unknown = Enumerable.Range(0, 8).Select(i => _bytes.BeginUnknown(IPAddress.Parse($"203.0.113.{i}"))).ToList();

        var taken = unknown.Count(portion => portion.TryGrow(100));

        Assert.Equal(4, taken);
        Assert.True(caller.TryGrow(600) && other.TryGrow(400));
        Assert.False(other.TryGrow(1));
        unknown.ForEach(portion => portion.Dispose());
    }

    [Theory]
    [InlineData("203.0.113.1", "203.0.113.1", false)]
    [InlineData("203.0.113.1", "::ffff:203.0.113.1", false)]
    [InlineData("203.0.113.1", "203.0.113.2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", true)]
    public void Unknown_FromOneNetwork_ShareOnePart(string first, string second, bool both)
    {
        using var one = _bytes.BeginUnknown(IPAddress.Parse(first));
        using var other = _bytes.BeginUnknown(IPAddress.Parse(second));

        Assert.True(one.TryGrow(100));
        Assert.Equal(both, other.TryGrow(1));
    }

    [Fact]
    public void Portion_ThatIsAdmitted_CountsAmongTheCallersAndGivesItsPartBack()
    {
        using var admitted = _bytes.BeginUnknown(One);
        Assert.True(admitted.TryGrow(100));

        Assert.True(admitted.TryAdmit());

        using var next = _bytes.BeginUnknown(One);
        using var caller = _bytes.Begin();
        Assert.True(next.TryGrow(100));
        Assert.False(caller.TryGrow(901));
        Assert.True(admitted.TryGrow(900));
    }

    [Fact]
    public void Portion_ThatIsDisposed_LeavesNothingBehind()
    {
        var known = _bytes.Begin();
        var unknown = _bytes.BeginUnknown(One);
        Assert.True(known.TryGrow(1_000) && unknown.TryGrow(100));

        known.Dispose();
        unknown.Dispose();

        using var caller = _bytes.Begin();
        using var other = _bytes.Begin();
        using var next = _bytes.BeginUnknown(One);
        Assert.True(caller.TryGrow(500) && other.TryGrow(500) && next.TryGrow(100));
    }

    [Fact]
    public void Portion_OfARequestThatIsAlone_MayBeLarger()
    {
        using var alone = _bytes.Begin();
        Assert.True(alone.TryGrow(600) && alone.TryGrow(5_000));

        using var next = _bytes.Begin();
        Assert.False(next.TryGrow(1));
    }
}
