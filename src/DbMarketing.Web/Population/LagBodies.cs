using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Population;

namespace DbMarketing.Web.Population;

/// <summary>The model of the gaps between purchase days, in days, and what it is counted from.</summary>
public sealed record LagsBody
{
    /// <summary>Every turn that was committed by then is counted.</summary>
    public required DateTimeOffset AsOf { get; init; }
    /// <summary>Customers who ever bought.</summary>
    public required long Customers { get; init; }
    /// <summary>Of them, who came back on another day.</summary>
    public required long Returned { get; init; }
    /// <summary>Gaps between purchase days that ended.</summary>
    public required long Gaps { get; init; }
    /// <summary>Overdue is whom this share of the returning would have left behind, by the playbook.</summary>
    public required double OverdueShare { get; init; }
    /// <summary>Lapsed is whose chance of coming back is below this, by the playbook.</summary>
    public required double ReturnThreshold { get; init; }
    /// <summary>The model that holds; null while none does, and <c>lack</c> says why.</summary>
    public string? Version { get; init; }
    /// <summary>
    /// Why no model holds as of now: <c>tooFew</c> have come back (<c>enough</c>), the first fit is <c>due</c>, or
    /// <c>noneFits</c> them; null while one does.
    /// </summary>
    public ModelLack? Lack { get; init; }
    /// <summary>Customers who came back, and further gaps of theirs, that a fit needs at least.</summary>
    public required int Enough { get; init; }
    /// <summary>
    /// When the next fit is due at the latest, as of now; earlier when the population has grown. Null while too few have come back, and
    /// as of another instant.
    /// </summary>
    public DateTimeOffset? NextFitAt { get; init; }
    /// <summary>When it was fitted.</summary>
    public DateTimeOffset? FittedAt { get; init; }
    /// <summary>Customers who had bought by then.</summary>
    public long? FittedTo { get; init; }
    /// <summary>When a model was last fitted, whether or not it was taken up.</summary>
    public DateTimeOffset? CheckedAt { get; init; }
    /// <summary>The gap of a customer in the middle, in days.</summary>
    public double? MedianDays { get; init; }
    /// <summary>Two thirds of the customers have a usual gap within this factor of the median.</summary>
    public double? BetweenCustomers { get; init; }
    /// <summary>Two thirds of one customer's gaps are within this factor of its usual one.</summary>
    public double? WithinCustomer { get; init; }
    /// <summary>The share of purchases after which nothing comes any more.</summary>
    public double? ShareLost { get; init; }
    /// <summary>When the stages begin for a customer with one purchase.</summary>
    public LagStagesBody? FirstTime { get; init; }
    /// <summary>The models within the playbook's categories; null when it lists none.</summary>
    public IReadOnlyList<LagCategoryBody>? Categories { get; init; }
    /// <summary>Customers by stage, as of now or of the instant asked about.</summary>
    public StageCounts? Stages { get; init; }
    /// <summary>As of another instant: every customer was looked at; left out as of now.</summary>
    public bool? Complete { get; init; }
    /// <summary>As of another instant: customers left out because their rows cannot be read; left out when there are none.</summary>
    public long? Unreadable { get; init; }
    /// <summary>The models that held, newest first.</summary>
    public required IReadOnlyList<LagFitBody> Fits { get; init; }
}

/// <param name="Category">The category path, as the playbook lists it.</param>
/// <param name="Customers">Who bought of it, as far as the items that their states keep say.</param>
/// <param name="Returned">Of them, who bought of it on another day again.</param>
/// <param name="Gaps">Gaps between such days that ended.</param>
/// <param name="MedianDays">The gap of a customer in the middle, in days; drawn towards the shop's while few have come back.</param>
/// <param name="ShareLost">The share of purchases of it after which none of it comes any more.</param>
/// <param name="FirstTime">When the stages begin for a customer with one purchase of it.</param>
public sealed record LagCategoryBody(
    string Category, long Customers, long Returned, long Gaps, double MedianDays, double ShareLost, LagStagesBody FirstTime);

/// <param name="DueDays">Days after the purchase.</param>
/// <param name="OverdueDays">Days after the purchase.</param>
/// <param name="LapsedDays">Days after the purchase.</param>
public sealed record LagStagesBody(double DueDays, double OverdueDays, double LapsedDays);

/// <param name="Version">What reviews name it by.</param>
/// <param name="FittedAt">Since when it held.</param>
public sealed record LagFitBody(string Version, DateTimeOffset FittedAt);

/// <param name="Changed">The fitted model holds from now on.</param>
/// <param name="Fitted">The version that was fitted.</param>
/// <param name="Held">The version that holds.</param>
public sealed record LagFitReply(bool Changed, string Fitted, string? Held);
