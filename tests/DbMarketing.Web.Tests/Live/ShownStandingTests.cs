using DbMarketing.Engine.Customers;
using DbMarketing.Web.Live;

namespace DbMarketing.Web.Tests.Live;

public sealed class ShownStandingTests
{
    [Theory]
    [InlineData(0.1004, "545", "loyal", true)]
    [InlineData(0.12, "545", "loyal", false)]
    [InlineData(0.1, "544", "loyal", false)]
    [InlineData(0.1, "545", "champions", false)]
    public void Place_OfLessThanAPercentFurther_IsTheSame(double topShare, string cell, string group, bool same) =>
        Assert.Equal(same, ShownStanding.Of(ViewOf(0.1, "545", "loyal")) == ShownStanding.Of(ViewOf(topShare, cell, group)));

    [Fact]
    public void Segment_ThatIsLeft_IsAnotherStanding() =>
        Assert.NotEqual(ShownStanding.Of(ViewOf(0.1, "545", "loyal", "vip")), ShownStanding.Of(ViewOf(0.1, "545", "loyal")));

    private static CustomerView ViewOf(double topShare, string cell, string group, params string[] segments) => new()
    {
        AnonymousIds = [], MergedIds = [], Sequence = 1, AsOf = default, PlaybookVersion = "1",
        Rfm = new() { Frequency = 1, Monetary = 1, Currency = "USD", Refunded = 0, PurchaseDays = 1, Uncounted = [] },
        Scores = new() { AsOf = default, All = new(5, 4, 5, cell, group, 0.5, topShare) },
        Segments = [.. segments.Select(static id => new SegmentView(id, id, "", null, null))],
        Affinities = [], Cart = [], Profile = [], Consents = [], Contacts = [],
    };
}
