using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Policies;

namespace DbMarketing.Engine.Tests.Policies;

public sealed class ConsentRulesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 1, 0, 0, TimeSpan.Zero);

    /// <summary>Statements as purpose[@channel]+ or −, a minute apart unless one begins with = (same instant as the one before).</summary>
    [Theory]
    [InlineData(ConsentBasis.OptOut, false, "", true)]
    [InlineData(ConsentBasis.OptOut, true, "", false)]
    [InlineData(ConsentBasis.OptIn, false, "", false)]
    [InlineData(ConsentBasis.OptIn, false, "news+", true)]
    [InlineData(ConsentBasis.OptIn, true, "news@email+", true)]
    [InlineData(ConsentBasis.OptIn, true, "news@app+", false)]
    [InlineData(ConsentBasis.OptIn, true, "other+", false)]
    [InlineData(ConsentBasis.OptIn, true, "marketing+", true)]
    [InlineData(ConsentBasis.OptOut, false, "marketing-", false)]
    [InlineData(ConsentBasis.OptOut, false, "marketing- news+", true)]
    [InlineData(ConsentBasis.OptOut, false, "news+ marketing-", false)]
    [InlineData(ConsentBasis.OptIn, true, "news+ =news-", false)]
    [InlineData(ConsentBasis.OptIn, true, "news- =news+", false)]
    [InlineData(ConsentBasis.Necessary, true, "marketing-", true)]
    public void Judge_FollowsTheLatestStatement(ConsentBasis basis, bool outbound, string statements, bool allowed)
    {
        var consents = new List<Consent>();
        foreach (var statement in statements.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var text = statement.TrimStart('=');
            var parts = text[..^1].Split('@');
            var at = Start.AddMinutes(consents.Count - (statement[0] == '=' ? 1 : 0));
            consents.Add(new(parts[0], parts.Length > 1 ? parts[1] : null, text[^1] == '+', at, "test"));
        }

        Assert.Equal(allowed, ConsentRules.Judge(consents, new("news", "News", basis), "email", outbound).Allowed);
    }
}
