namespace DbMarketing.Engine.Conditions;

/// <summary>The fields of the catalogue in English.</summary>
internal static class EnglishFieldPhrases
{
    public static readonly IReadOnlyDictionary<string, FieldPhrase> All = new Dictionary<string, FieldPhrase>(StringComparer.Ordinal)
    {
        ["recency"] = new("the time since the last purchase", "last purchase {0} ago", "no purchase yet"),
        ["firstPurchase"] = new("the time since the first purchase", "first purchase {0} ago", "no purchase yet"),
        ["purchases.count"] = new("the number of orders", "{0} orders", One: "1 order"),
        ["purchases.days"] = new("the number of days with a purchase", "bought on {0} days", One: "bought on 1 day"),
        ["purchases.netRevenue"] = new("the net amount spent", "spent {0} net"),
        ["purchases.average"] = new("the average order", "{0} for an average order", "no order yet"),
        ["purchases.refunded"] = new("the amount given back", "{0} given back"),
        ["purchases.refunds"] = new("the number of refunds", "{0} refunds", One: "1 refund"),
        ["cart.value"] = new("the value of the bag", "a bag worth {0}"),
        ["cart.lines"] = new("the number of products in the bag", "{0} products in the bag", One: "1 product in the bag"),
        ["cart.age"] = new("the time since the bag was changed", "bag changed {0} ago", "nothing in the bag"),
        ["affinity."] = new("the share of interest in {1}", "{0} of interest in {1}", "no interest in {1} shown yet"),
        ["affinityScore."] = new("the weight of interest in {1}", "interest in {1} worth {0} views", One: "interest in {1} worth 1 view"),
        ["firstSeen"] = new("the time since the first contact", "first seen {0} ago", "never seen before"),
        ["lastSeen"] = new("the time since the last contact", "last seen {0} ago", "never seen before"),
        ["interactions."] = new("the number of {1}", "{0} {1}"),
        ["since."] = new("the time since the last {1}", "last {1} {0} ago", "no {1} yet"),
        ["session.open"] = new("a visit", "visiting now", "not visiting now", IfTrue: "a visit were open", IfFalse: "no visit were open"),
        ["session.interactions"] = new("the number of actions in this visit", "{0} actions in this visit", One: "1 action in this visit"),
        ["session.productViews"] = new(
            "the number of products viewed in this visit", "{0} products viewed in this visit", One: "1 product viewed in this visit"),
        ["session.minutes"] = new("the minutes of this visit", "{0} minutes into this visit", One: "1 minute into this visit"),
        ["now.hour"] = new("the hour of the day", "it is {0}"),
        ["now.weekday"] = new("the day of the week", "today is {0}"),
        ["known"] = new(
            "the customer", "a known customer", "an anonymous visitor",
            IfTrue: "the customer were known", IfFalse: "the visitor were anonymous"),
        ["channel"] = new("the channel", "the channel is {0}", "no channel"),
        ["language"] = new("the language", "the language is {0}", "language unknown"),
        ["context."] = new("the {1} of this contact", "the {1} of this contact is {0}", "no {1} given for this contact"),
        ["profile."] = new("the {1}", "{1} is {0}", "{1} unknown"),
        ["profile:"] = new("the {1}", "{1}: {0}", "{1} unknown"),
        ["years."] = new("the years since the {1}", "{0} years since the {1}", "{1} unknown"),
        ["years.birthDate"] = new("the age", "{0} years old", "age unknown"),
        ["consent."] = new(
            "consent to {1}", "{1} allowed", "{1} not allowed", IfTrue: "{1} were allowed", IfFalse: "{1} were not allowed"),
        ["rfm.recencyScore"] = new("the recency score", "recency score {0} of 5", "no recency score yet"),
        ["rfm.frequencyScore"] = new("the frequency score", "frequency score {0} of 5", "no frequency score yet"),
        ["rfm.monetaryScore"] = new("the monetary score", "monetary score {0} of 5", "no monetary score yet"),
        ["rfm.cell"] = new("the RFM cell", "RFM cell {0}", "no RFM cell yet"),
        ["rfm.group"] = new("the customer group", "in the group “{0}”", "in no customer group yet"),
        ["revenue.share"] = new("the share of all revenue", "{0} of all revenue", "no share of revenue yet"),
        ["revenue.topShare"] = new("the place by revenue", "among the top {0} of customers", "no place by revenue yet"),
        ["rfmYear.frequencyScore"] = new("the year's frequency score", "frequency score of the year {0} of 5", "no purchase in the year"),
        ["rfmYear.monetaryScore"] = new("the year's monetary score", "monetary score of the year {0} of 5", "no purchase in the year"),
        ["revenueYear.topShare"] = new(
            "the place by the year's revenue", "among the year's top {0} of customers", "no purchase in the year"),
        ["rfmQuarter.frequencyScore"] = new(
            "the quarter's frequency score", "frequency score of the quarter {0} of 5", "no purchase in the quarter"),
        ["rfmQuarter.monetaryScore"] = new(
            "the quarter's monetary score", "monetary score of the quarter {0} of 5", "no purchase in the quarter"),
        ["revenueQuarter.topShare"] = new(
            "the place by the quarter's revenue", "among the quarter's top {0} of customers", "no purchase in the quarter"),
        ["lag.stage"] = new("the stage between purchases", "{0}", "no purchase gaps known yet"),
        ["lagStage."] = new("the stage between purchases of {1}", "{0}", "nothing bought of {1} yet"),
        ["lagReturnChance."] = new(
            "the chance of buying {1} again", "{0} chance of buying {1} again", "nothing bought of {1} yet"),
        ["lag.returnChance"] = new("the chance of coming back", "{0} chance of coming back", "no chance of coming back known yet"),
        ["boughtTogether."] = new(
            "how often {1} is bought with the bag", "{1} is bought with the bag {0} of the time", "nothing leads to {1}"),
        ["boughtNext."] = new("how often {1} is bought next", "{1} is bought next {0} of the time", "nothing leads to {1}"),
        ["lifetime.alive"] = new("the chance that the customer is still active", "still active with {0}", "no forecast yet"),
        ["lifetime.churn"] = new("the risk of having lost the customer", "lost with {0}", "no forecast yet"),
        ["lifetime.purchases30"] = new(
            "the purchases expected within 30 days", "{0} purchases expected within 30 days", "no forecast yet"),
        ["lifetime.purchases90"] = new(
            "the purchases expected within 90 days", "{0} purchases expected within 90 days", "no forecast yet"),
        ["lifetime.purchases365"] = new(
            "the purchases expected within a year", "{0} purchases expected within a year", "no forecast yet"),
        ["lifetime.orderValue"] = new("the expected order", "{0} expected for an order", "no forecast yet"),
        ["lifetime.value"] = new("the lifetime value", "a lifetime value of {0}", "no forecast yet"),
    };

    /// <summary>What happened, by kind of interaction: one and many.</summary>
    public static readonly IReadOnlyDictionary<string, (string One, string Many)> Kinds =
        new Dictionary<string, (string, string)>(StringComparer.Ordinal)
        {
            ["identified"] = ("sign-in", "sign-ins"),
            ["pageViewed"] = ("page view", "page views"),
            ["searched"] = ("search", "searches"),
            ["productViewed"] = ("product view", "product views"),
            ["productWishListed"] = ("wish-list entry", "wish-list entries"),
            ["cartChanged"] = ("change of the bag", "changes of the bag"),
            ["orderCompleted"] = ("order", "orders"),
            ["orderRefunded"] = ("refund", "refunds"),
            ["pointsEarned"] = ("earning of points", "earnings of points"),
            ["pointsSpent"] = ("spending of points", "spendings of points"),
            ["storeVisited"] = ("store visit", "store visits"),
            ["offerPresented"] = ("offer shown", "offers shown"),
            ["offerClicked"] = ("offer clicked", "offers clicked"),
            ["offerAccepted"] = ("offer accepted", "offers accepted"),
            ["offerDeclined"] = ("offer declined", "offers declined"),
            ["offerIgnored"] = ("offer ignored", "offers ignored"),
            ["outcomeVoided"] = ("outcome taken back", "outcomes taken back"),
            ["messageSent"] = ("message sent", "messages sent"),
            ["messageDelivered"] = ("message delivered", "messages delivered"),
            ["messageOpened"] = ("message opened", "messages opened"),
            ["messageBounced"] = ("message returned", "messages returned"),
            ["callStarted"] = ("call", "calls"),
            ["callEnded"] = ("finished call", "finished calls"),
            ["caseOpened"] = ("case opened", "cases opened"),
            ["caseClosed"] = ("case closed", "cases closed"),
            ["feedbackGiven"] = ("piece of feedback", "pieces of feedback"),
            ["consentChanged"] = ("change of consent", "changes of consent"),
            ["identitiesMerged"] = ("merged profile", "merged profiles"),
            ["custom"] = ("other event", "other events"),
        };
}
