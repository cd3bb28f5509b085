using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;

namespace DbMarketing.Silo.Statistics;

/// <summary>A decision between silos.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When it was made.</param>
/// <param name="Customer">The text form of its customer's id.</param>
/// <param name="Decision">Its UTF-8 JSON.</param>
[GenerateSerializer]
[Alias("dbmarketing.decision")]
[Immutable]
internal sealed record DecisionMessage(
    [property: Id(0)] string Id, [property: Id(1)] DateTimeOffset At, [property: Id(2)] string Customer, [property: Id(3)] byte[] Decision)
{
    public static DecisionMessage Of(LatestDecision latest) => new(
        latest.Decision.Id, latest.Decision.Now, latest.Customer.ToString(), DecisionCodec.Write(latest.Decision));

    public LatestDecision Read() => new(CustomerId.Parse(Customer), DecisionCodec.Read(Decision));

    /// <summary>The newest of both, each decision once, newest first.</summary>
    public static DecisionMessage[] Newest(IEnumerable<DecisionMessage> some, IEnumerable<DecisionMessage> others, int count) =>
        [.. some.Concat(others).DistinctBy(static message => message.Id).OrderByDescending(static message => message.At).Take(count)];
}
