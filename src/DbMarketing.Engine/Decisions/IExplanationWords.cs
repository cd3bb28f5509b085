using DbMarketing.Engine.Policies;

namespace DbMarketing.Engine.Decisions;

/// <summary>A language in which decisions are explained to the person at the desk.</summary>
internal interface IExplanationWords
{
    /// <summary>A local time as seen from another: <c>today 15:00</c>, <c>Tuesday 10:00</c>, <c>12 March 10:00</c>.</summary>
    string Instant(DateTime local, DateTime now);

    string Offered(string placement, int rank);

    string NotPlaced(string channel);

    string NoConsent(string purpose, bool objected);

    string NotYetValid(string? from);

    /// <summary>None of these products can be had; at least one.</summary>
    string OutOfStock(IReadOnlyList<string> products);

    string UnlessStock(IReadOnlyList<string> products);

    string Condition(DecisionStage stage, string reason);

    string Paused(SuppressionRule rule, bool recent, string groupName, string freeAt);

    string Quiet(string until);

    string LimitReached(ChannelLimit limit, string freeAt);

    string Outranked(double? priority, double? toBeat, string? beatenBy, bool mandatory);

    string UnlessConsent(string purpose);

    string UnlessPriority(double toBeat, double? priority);

    /// <summary>Joins what would have to be otherwise, and the instant from which the rest falls away by itself.</summary>
    string WouldBeOffered(IReadOnlyList<string> clauses, string? from);

    string Mandatory();

    string OnlyOne();

    /// <summary>No other offer stands behind it, but <paramref name="count"/> fit its place, itself among them.</summary>
    string OneOf(int count);

    string Ahead(double priority, string runnerUp, double runnerUpPriority);

    string MoreLikely(double mine, double other);

    /// <summary>A rule that led the customer to a product.</summary>
    string LedBy(string from, string product, bool together, double confidence);

    string WorthMore(double mine, double other);

    string RaisedMore(double mine, double other);

    string FitsMoment(ContextWeight row);

    string Fallback(string? emptyReason);

    /// <summary>The words for a language tag; English for one that has none.</summary>
    static IExplanationWords Of(string? language) =>
        language is not null && language.StartsWith("ko", StringComparison.OrdinalIgnoreCase)
            ? KoreanWords.Instance : EnglishWords.Instance;
}
