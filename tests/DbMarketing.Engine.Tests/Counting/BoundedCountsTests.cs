using DbMarketing.Engine.Counting;

namespace DbMarketing.Engine.Tests.Counting;

public sealed class BoundedCountsTests
{
    [Fact]
    public void Add_UpToTheLimit_IsASignedSum()
    {
        var counts = Counts(8, ("a", 2), ("b", -1), ("a", -2), ("b", 3));

        Assert.Equal((1, 0), (counts.Count, counts.Floor));
        Assert.Equal(new(2, 0), counts.Find("b"));
        Assert.Equal(new(0, 0), counts.Find("a"));
    }

    /// <summary>The ninth key brings the limit; an eighth of it goes, with every key that is as rare.</summary>
    [Fact]
    public void Add_BeyondTheLimit_ForgetsTheLeastAndAllThatEqualThem()
    {
        var counts = Counts(8, ("a", 5), ("b", 1), ("c", 2), ("d", 1), ("e", 3), ("f", 3), ("g", 3), ("h", 3), ("i", 1));

        Assert.Equal((6, 1), (counts.Count, counts.Floor));
        Assert.Equal(new(0, 1), counts.Find("b"));
        Assert.Equal(new(2, 0), counts.Find("c"));
    }

    [Fact]
    public void Add_OfAForgottenKey_SaysWhatItMayHaveMissed()
    {
        var counts = Counts(8, ("a", 5), ("b", 1), ("c", 2), ("d", 1), ("e", 3), ("f", 3), ("g", 3), ("h", 3), ("i", 1));
        counts.Add("d", -1);
        Assert.Equal(new(0, 1), counts.Find("d"));

        counts.Add("b", 4);

        Assert.Equal(new(4, 1), counts.Find("b"));
        Assert.Equal(5, counts.Find("b").AtMost);
    }

    [Fact]
    public void Merge_AddsWhatEitherMayHaveMissed()
    {
        var forgetful = Counts(8, ("a", 5), ("b", 2), ("c", 2), ("d", 2), ("e", 3), ("f", 3), ("g", 3), ("h", 3), ("i", 2));
        var other = Counts(8, ("a", 1), ("z", 7));

        forgetful.Merge(other);

        Assert.Equal(2, forgetful.Floor);
        Assert.Equal(new(6, 0), forgetful.Find("a"));
        Assert.Equal(new(7, 2), forgetful.Find("z"));
        Assert.Equal(new(7, 0), other.Find("z"));
    }

    private static BoundedCounts<string> Counts(int limit, params (string Key, long Change)[] changes)
    {
        var counts = new BoundedCounts<string>(limit);
        foreach (var (key, change) in changes)
        {
            counts.Add(key, change);
        }

        return counts;
    }
}
