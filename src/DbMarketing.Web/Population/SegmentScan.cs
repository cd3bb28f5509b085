using DbMarketing.Engine.Conditions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Population;

namespace DbMarketing.Web.Population;

/// <summary>Counts for how many customers a condition holds, by a sample of them or by all.</summary>
internal sealed class SegmentScan(CustomerScan scan, WebOptions options, TimeProvider time)
{
    /// <param name="full">Look at every customer.</param>
    /// <param name="customers">How many there are now, by the population's figures.</param>
    public async Task<PreviewReply> CountAsync(
        CompiledCondition condition, ReferenceData reference, ScanInstant instant, bool full, long customers,
        CancellationToken cancellationToken)
    {
        var share = SampleShare.Of(customers, full);
        var started = time.GetUtcNow();
        var (scanned, found, unreadable, complete) = (0L, 0L, 0L, true);
        await foreach (var customer in scan.ReadAsync(default, share, instant.Past, started + options.ScanTimeout, cancellationToken))
        {
            complete = !customer.EndsEarly;
            unreadable += customer.Unreadable;
            if (customer.State is { } state)
            {
                scanned++;
                found += condition.Holds(ConditionInput.Live(state, reference, instant.At)) ? 1 : 0;
            }
        }

        // How many there were then is known by the sample alone.
        var all = instant.Past is null ? customers : (long)Math.Round(scanned / share);
        return ReplyOf(instant.At, reference.Playbook.Version, share >= 1, scanned, found, all, complete) with
        {
            Unreadable = UnreadCustomers.Shown(unreadable),
        };
    }

    private static PreviewReply ReplyOf(
        DateTimeOffset at, string version, bool whole, long scanned, long found, long customers, bool complete)
    {
        // Customers come in the order in which they were first seen, so a part of them is no sample.
        var members = whole || !complete ? MemberEstimate.Whole(found) : MemberEstimate.Of(found, scanned, customers);
        return new(at, version, scanned, found, members.Members, members.Low, members.High, complete);
    }
}
