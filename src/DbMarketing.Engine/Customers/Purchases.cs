namespace DbMarketing.Engine.Customers;

/// <summary>What was bought and given back, in base currency.</summary>
public sealed class Purchases
{
    private NewestList<int> _days;
    private NewestList<RevenueCell> _revenue;
    private NewestList<UncountedCell> _uncounted;
    private BoughtItems? _bought;

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

    /// <summary>The day number of the first purchase; null before it.</summary>
    public int? FirstDay { get; private set; }

    /// <summary>Paid on <see cref="FirstDay"/>, base currency.</summary>
    public decimal FirstDayRevenue { get; private set; }

    /// <summary>The day number of the last purchase; null before the first.</summary>
    public int? LastDay => _days.Count > 0 ? _days.Items[^1] : null;

    /// <summary>Amounts kept but not counted, because their currency has no rate; refunds are negative.</summary>
    public IReadOnlyCollection<UncountedAmount> Uncounted =>
        [.. _uncounted.Items.ToArray().Reverse().Select(cell => new UncountedAmount(cell.Currency, cell.Amount, cell.Count))];

    /// <summary>The newest items bought, oldest first; at most <see cref="StateLimits.BoughtItems"/>.</summary>
    public IReadOnlyList<BoughtItem> Bought => _bought is null ? [] : _bought.Items.ToArray();

    /// <summary>The newest orders, each with the time of its latest part, so that parts of one order count once.</summary>
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

    /// <summary>As <see cref="Bought"/>, without a copy. Valid until the next change.</summary>
    internal ReadOnlySpan<BoughtItem> KeptItems => _bought is null ? [] : _bought.Items;

    /// <summary>No item was pushed out of <see cref="KeptItems"/>.</summary>
    internal bool HasAllItems => _bought?.IsComplete ?? true;

    internal bool HasAllDays => _days.Count == DayCount;

    internal ReadOnlySpan<int> KeptDays => _days.Items;

    /// <summary>
    /// Paid minus given back from a day number on. Complete for as many days with money as <see cref="StateLimits.RevenueDays"/>.
    /// </summary>
    public decimal RevenueSince(int day)
    {
        var sum = 0m;
        var cells = _revenue.Items;
        for (var i = cells.Length - 1; i >= 0 && cells[i].Day >= day; i--)
        {
            sum += cells[i].Amount;
        }

        return sum;
    }

    /// <summary>
    /// Orders whose latest part was at or after an instant; of more than <see cref="StateLimits.Orders"/> only the newest count.
    /// </summary>
    public int OrdersSince(DateTimeOffset instant) => (Orders?.Kept.Length ?? 0) - OrdersBefore(instant);

    /// <summary>The first day number, from <paramref name="sinceDay"/> on, on which money moved; null without one.</summary>
    internal int? FirstRevenueDay(int sinceDay)
    {
        var place = _revenue.Find(new(sinceDay, 0));
        place = place >= 0 ? place : ~place;
        return place < _revenue.Count ? _revenue.Items[place].Day : null;
    }

    /// <summary>When the first order, from an instant on, had its latest part; null without one.</summary>
    internal DateTimeOffset? FirstOrderAt(DateTimeOffset since)
    {
        var place = OrdersBefore(since);
        return place < Orders?.Kept.Length ? DateTimeOffset.FromUnixTimeMilliseconds(Orders.Kept[place].AtMs) : null;
    }

    /// <param name="order">The order by its id, or by its message when it has none.</param>
    internal void AddOrder(ulong order, bool isNew, decimal? amount, DateTimeOffset at, int day, bool isNewDay)
    {
        (Orders ??= new(StateLimits.Orders)).Add(order, at.ToUnixTimeMilliseconds());
        AddRevenue(day, amount);
        AddFirstDay(day, amount ?? 0);
        Count += isNew ? 1 : 0;
        NetRevenue += amount ?? 0;
        DayCount += isNewDay ? 1 : 0;
        _days.Add(day, StateLimits.PurchaseDays, out _);
        FirstAt = FirstAt < at ? FirstAt : at;
        LastAt = LastAt > at ? LastAt : at;
    }

    internal void AddItems(IEnumerable<BoughtItem> items)
    {
        foreach (var item in items)
        {
            (_bought ??= new()).Add(item);
        }
    }

    internal void AddRefund(decimal? amount, int day)
    {
        AddRevenue(day, amount);
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
        FirstDay = FirstDay,
        FirstDayRevenue = FirstDayRevenue,
        Revenue = _revenue.Count == 0 ? null
            : Array.ConvertAll(_revenue.Items.ToArray(), static cell => new DayRevenue(cell.Day, cell.Amount)),
        Uncounted = _uncounted.Count == 0 ? null : [.. Uncounted],
        Orders = Orders?.Capture(),
        Bought = _bought?.Capture(),
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

        foreach (var day in other.Revenue ?? [])
        {
            AddRevenue(day.Day, day.Amount);
        }

        if (other.FirstDay is { } first)
        {
            AddFirstDay(first, other.FirstDayRevenue);
        }

        foreach (var amount in other.Uncounted ?? [])
        {
            AddUncounted(new UncountedCell(TextPool.Share(amount.Currency), amount.Amount, amount.Count));
        }

        if (other.Orders is not null)
        {
            (Orders ??= new(StateLimits.Orders)).Merge(other.Orders);
        }

        if (other.Bought is not null)
        {
            (_bought ??= new()).Merge(other.Bought);
        }
    }

    private int OrdersBefore(DateTimeOffset instant)
    {
        var place = Orders is null ? 0 : Orders.Kept.BinarySearch<SeenId, SeenId>(new(0, instant.ToUnixTimeMilliseconds()));
        return place >= 0 ? place : ~place;
    }

    private void AddRevenue(int day, decimal? amount)
    {
        if (amount is not { } moved)
        {
            return;
        }

        var place = _revenue.Find(new(day, 0));
        if (place >= 0)
        {
            _revenue.Items[place] = new(day, _revenue.Items[place].Amount + moved);
            return;
        }

        _revenue.Add(new(day, moved), StateLimits.RevenueDays, out _);
    }

    private void AddFirstDay(int day, decimal amount)
    {
        if (FirstDay is not { } first || day < first)
        {
            (FirstDay, FirstDayRevenue) = (day, amount);
        }
        else if (day == first)
        {
            FirstDayRevenue += amount;
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

    private readonly record struct RevenueCell(int Day, decimal Amount) : IComparable<RevenueCell>
    {
        public int CompareTo(RevenueCell other) => Day.CompareTo(other.Day);
    }

    /// <summary>In reverse alphabetical order: the first of the alphabet stay, and one that was pushed out can never come back.</summary>
    private readonly record struct UncountedCell(string Currency, decimal Amount, int Count) : IComparable<UncountedCell>
    {
        public int CompareTo(UncountedCell other) => string.CompareOrdinal(other.Currency, Currency);
    }
}

/// <summary>Money in a currency without a rate: the sum, refunds negative, and how many interactions it came from.</summary>
public sealed record UncountedAmount(string Currency, decimal Amount, int Count);

/// <summary>What was paid minus what was given back on a day, base currency.</summary>
public readonly record struct DayRevenue(int Day, decimal Amount);
