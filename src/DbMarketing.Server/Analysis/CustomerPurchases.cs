using DbMarketing.Engine.Lifetime;

namespace DbMarketing.Server.Analysis;

/// <summary>The days on which one customer bought, each with what was spent.</summary>
internal sealed class CustomerPurchases(string customer)
{
    private readonly List<(int Day, decimal Amount)> _days = [];
    private int _groupDay = -1;

    public string Customer { get; } = customer;

    /// <summary>What the customer belongs to, as the newest transaction says; empty when it is not asked for.</summary>
    public string Group { get; private set; } = "";

    /// <summary>Day numbers, ascending once <see cref="Merge"/> was called.</summary>
    public IReadOnlyList<(int Day, decimal Amount)> Days => _days;

    public int FirstDay => _days[0].Day;

    /// <summary>Adds a transaction; whether it began a new entry of the list.</summary>
    public bool Add(int day, decimal amount, string group)
    {
        (Group, _groupDay) = day >= _groupDay ? (group, day) : (Group, _groupDay);
        if (_days.Count > 0 && _days[^1].Day == day)
        {
            _days[^1] = (day, _days[^1].Amount + amount);
            return false;
        }

        _days.Add((day, amount));
        return true;
    }

    /// <summary>Puts the days in order and makes one of equal ones; whatever order the file had.</summary>
    public void Merge()
    {
        _days.Sort((a, b) => a.Day.CompareTo(b.Day));
        var kept = 0;
        for (var i = 1; i < _days.Count; i++)
        {
            if (_days[i].Day == _days[kept].Day)
            {
                _days[kept] = (_days[i].Day, _days[kept].Amount + _days[i].Amount);
            }
            else
            {
                _days[++kept] = _days[i];
            }
        }

        _days.RemoveRange(kept + 1, _days.Count - kept - 1);
    }

    /// <summary>Days with a purchase up to a day; the first counts.</summary>
    public int CountUntil(int until)
    {
        var count = 0;
        while (count < _days.Count && _days[count].Day <= until)
        {
            count++;
        }

        return count;
    }

    /// <summary>What the models know of the customer at the end of a day, which is not before the first one.</summary>
    public PurchaseHistory HistoryUntil(int until, double unitDays)
    {
        var count = CountUntil(until);
        return new PurchaseHistory(
            count - 1, (_days[count - 1].Day - FirstDay) / unitDays, (until - FirstDay) / unitDays);
    }

    /// <summary>Mean spend of the repeat purchases up to a day; 0 without any.</summary>
    public double MeanSpendUntil(int until)
    {
        var count = CountUntil(until);
        return count < 2 ? 0 : (double)(_days.Take(count).Skip(1).Sum(day => day.Amount) / (count - 1));
    }

    public decimal SpentUntil(int until) => _days.Take(CountUntil(until)).Sum(day => day.Amount);
}
