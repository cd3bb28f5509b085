namespace DbMarketing.Engine.Customers;

/// <summary>What was bought and given back, in base currency.</summary>
public sealed class Purchases
{
    private NewestList<int> _days;
    private NewestList<UncountedCell> _uncounted;

    /// <summary>Orders; parts of one order count once.</summary>
    public int Count { get; private set; }

    /// <summary>Paid minus given back, base currency.</summary>
    public decimal NetRevenue { get; private set; }

    /// <summary>Given back, base currency.</summary>
    public decimal Refunded { get; private set; }

    public int RefundCount { get; private set; }

    public DateTimeOffset? FirstAt { get; private set; }

    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>Distinct days (business time zone) with a purchase.</summary>
    public int DayCount { get; private set; }

    /// <summary>The newest of those day numbers, descending; at most <see cref="StateLimits.PurchaseDays"/>.</summary>
    public IReadOnlyList<int> Days => [.. _days.Items.ToArray().Reverse()];

    /// <summary>Amounts kept but not counted, because their currency has no rate; refunds are negative.</summary>
    public IReadOnlyCollection<UncountedAmount> Uncounted =>
        [.. _uncounted.Items.ToArray().Reverse().Select(cell => new UncountedAmount(cell.Currency, cell.Amount, cell.Count))];

    /// <summary>Ids of the newest orders, so that parts of one order count once.</summary>
    internal SeenIds? Orders { get; private set; }

    internal Sighting FindOrder(ulong hash) => Orders?.Find(hash) ?? Sighting.New;

    internal Sighting FindDay(int day)
    {
        if (_days.Find(day) >= 0)
        {
            return Sighting.Seen;
        }

        return HasAllDays || day > _days.Items[0] ? Sighting.New : Sighting.Undecided;
    }

    internal bool HasAllDays => _days.Count == DayCount;

    internal ReadOnlySpan<int> KeptDays => _days.Items;

    internal void AddOrder(ulong? order, bool isNew, decimal? amount, DateTimeOffset at, int day, bool isNewDay)
    {
        if (order is { } hash)
        {
            (Orders ??= new(StateLimits.Orders)).Add(hash, at.ToUnixTimeMilliseconds());
        }

        Count += isNew ? 1 : 0;
        NetRevenue += amount ?? 0;
        DayCount += isNewDay ? 1 : 0;
        _days.Add(day, StateLimits.PurchaseDays, out _);
        FirstAt = FirstAt < at ? FirstAt : at;
        LastAt = LastAt > at ? LastAt : at;
    }

    internal void AddRefund(decimal? amount)
    {
        RefundCount++;
        NetRevenue += amount ?? 0;
        Refunded -= amount ?? 0;
    }

    internal void AddUncounted(string currency, decimal amount) => AddUncounted(new UncountedCell(TextPool.Share(currency), amount, 1));

    internal PurchasesSnapshot? Capture() => Count == 0 && RefundCount == 0 && _days.Count == 0 ? null : new()
    {
        Count = Count,
        NetRevenue = NetRevenue,
        Refunded = Refunded,
        RefundCount = RefundCount,
        FirstAt = FirstAt,
        LastAt = LastAt,
        DayCount = DayCount,
        Days = _days.Items.ToArray(),
        Uncounted = _uncounted.Count == 0 ? null : [.. Uncounted],
        Orders = Orders?.Capture(),
    };

    internal void Merge(PurchasesSnapshot? other, int sharedOrders, int sharedDays)
    {
        if (other is null)
        {
            return;
        }

        Count += other.Count - sharedOrders;
        NetRevenue += other.NetRevenue;
        Refunded += other.Refunded;
        RefundCount += other.RefundCount;
        FirstAt = FirstAt is null || other.FirstAt < FirstAt ? other.FirstAt : FirstAt;
        LastAt = LastAt is null || other.LastAt > LastAt ? other.LastAt : LastAt;
        DayCount += other.DayCount - sharedDays;
        foreach (var day in other.Days)
        {
            _days.Add(day, StateLimits.PurchaseDays, out _);
        }

        foreach (var amount in other.Uncounted ?? [])
        {
            AddUncounted(new UncountedCell(TextPool.Share(amount.Currency), amount.Amount, amount.Count));
        }

        if (other.Orders is not null)
        {
            (Orders ??= new(StateLimits.Orders)).Merge(other.Orders);
        }
    }

    private void AddUncounted(UncountedCell added)
    {
        var place = _uncounted.Find(added);
        if (place >= 0)
        {
            ref var cell = ref _uncounted.Items[place];
            cell = new(cell.Currency, cell.Amount + added.Amount, cell.Count + added.Count);
            return;
        }

        _uncounted.Add(added, StateLimits.UncountedCurrencies, out _);
    }

    /// <summary>In reverse alphabetical order: the first of the alphabet stay, and one that was pushed out can never come back.</summary>
    private readonly record struct UncountedCell(string Currency, decimal Amount, int Count) : IComparable<UncountedCell>
    {
        public int CompareTo(UncountedCell other) => string.CompareOrdinal(other.Currency, Currency);
    }
}

/// <summary>Money in a currency without a rate: the sum, refunds negative, and how many interactions it came from.</summary>
public sealed record UncountedAmount(string Currency, decimal Amount, int Count);
