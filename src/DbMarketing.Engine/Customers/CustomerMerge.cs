namespace DbMarketing.Engine.Customers;

/// <summary>
/// How two customers become one. Pure: makes the entries, applies none. The merge of the states themselves is what
/// <see cref="CustomerState.Apply"/> does with <see cref="Absorbed"/>; it is commutative and associative.
/// </summary>
public static class CustomerMerge
{
    /// <summary>The smaller id survives: known before anonymous, then ordinal. No loop can form, and no order of arrival matters.</summary>
    public static CustomerId Survivor(CustomerId left, CustomerId right) => left < right ? left : right;

    /// <summary>The entry by which a customer becomes part of another, with its whole state.</summary>
    public static MergedInto Merge(CustomerState loser, CustomerId survivor, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(loser);
        return new() { At = now, Survivor = survivor.ToString(), Extract = loser.CaptureSnapshot() with { LastReview = null } };
    }

    /// <summary>
    /// The entry by which the survivor takes a loser in; none when it did so before. What both had counted (orders and purchase days) is
    /// found here, because the sums do not show it. Asks for the history of both when their states alone cannot tell.
    /// </summary>
    public static AbsorbOutcome Absorb(
        CustomerState survivor, MessageArchive? archive, CustomerSnapshot extract, MessageArchive? loserArchive, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(survivor);
        ArgumentNullException.ThrowIfNull(extract);
        if (survivor.Aliases.Contains(CustomerId.Parse(extract.Id)))
        {
            return new(null, false);
        }

        var loser = CustomerState.FromSnapshot(extract).Purchases;
        var own = survivor.Purchases;
        var orders = SharedOrders(own.Orders, archive, loser.Orders, loserArchive);
        var days = SharedDays(own, archive, loser, loserArchive);
        if (orders is null || days is null)
        {
            return new(null, true);
        }

        var entry = new Absorbed
        {
            At = now, Loser = extract.Id, Extract = extract, SharedOrders = orders.Value, SharedPurchaseDays = days.Value,
        };
        return new(entry, false);
    }

    private static int? SharedOrders(SeenIds? own, MessageArchive? archive, SeenIds? other, MessageArchive? otherArchive)
    {
        if (own is null || other is null)
        {
            return 0;
        }

        if (own.IsComplete)
        {
            return CountIn(own.Kept, other, otherArchive);
        }

        if (other.IsComplete)
        {
            return CountIn(other.Kept, own, archive);
        }

        return archive is null || otherArchive is null ? null : archive.Orders.Count(otherArchive.Orders.Contains);
    }

    private static int? CountIn(ReadOnlySpan<SeenId> ids, SeenIds other, MessageArchive? archive)
    {
        var count = 0;
        foreach (var id in ids)
        {
            var sighting = other.Find(id.Hash);
            if (sighting == Sighting.Undecided && archive is null)
            {
                return null;
            }

            count += sighting == Sighting.Seen || (sighting == Sighting.Undecided && archive!.HasOrder(id.Hash)) ? 1 : 0;
        }

        return count;
    }

    private static int? SharedDays(Purchases own, MessageArchive? archive, Purchases other, MessageArchive? otherArchive)
    {
        if (own.HasAllDays)
        {
            return CountIn(own.KeptDays, other, otherArchive);
        }

        if (other.HasAllDays)
        {
            return CountIn(other.KeptDays, own, archive);
        }

        return archive is null || otherArchive is null ? null : archive.Days.Count(otherArchive.Days.Contains);
    }

    private static int? CountIn(ReadOnlySpan<int> days, Purchases other, MessageArchive? archive)
    {
        var count = 0;
        foreach (var day in days)
        {
            var sighting = other.FindDay(day);
            if (sighting == Sighting.Undecided && archive is null)
            {
                return null;
            }

            count += sighting == Sighting.Seen || (sighting == Sighting.Undecided && archive!.HasDay(day)) ? 1 : 0;
        }

        return count;
    }
}

/// <summary>What a survivor does with a loser's extract.</summary>
/// <param name="Entry">The entry to apply and journal; null when the loser was absorbed before, or when the history is needed.</param>
/// <param name="NeedsHistory">Load the archives of both and ask again.</param>
public readonly record struct AbsorbOutcome(Absorbed? Entry, bool NeedsHistory);
