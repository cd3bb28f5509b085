using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Engine.CriticalLag;

/// <summary>
/// What one evaluation knows of its customer's lags: forecast when first asked for, by the model that holds, or recorded by the decision
/// that is replayed. Of one customer as it is; the instant is the caller's. For one thread.
/// </summary>
public sealed class LagReading
{
    /// <summary>Names the lag since any purchase, where a category names that since a purchase of its own.</summary>
    public const string All = "*";

    private readonly Purchases _bought;
    private readonly CompiledPlaybook _playbook;
    private readonly LagModel? _model;
    private readonly IReadOnlyDictionary<string, LagForecast>? _recorded;
    private Dictionary<string, CustomerLag?>? _found;

    private LagReading(
        CustomerState customer, CompiledPlaybook playbook, LagModel? model, IReadOnlyDictionary<string, LagForecast>? recorded) =>
        (_bought, _playbook, _model, _recorded) = (customer.Purchases, playbook, model, recorded);

    /// <summary>By the model that holds now.</summary>
    public static LagReading Live(CustomerState customer, ReferenceData reference)
    {
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(reference);
        return new(customer, reference.Playbook, reference.Lag, null);
    }

    /// <summary>As a decision recorded it; null for one whose playbook did not read lags.</summary>
    public static LagReading Recorded(
        CustomerState customer, CompiledPlaybook playbook, IReadOnlyDictionary<string, LagForecast>? recorded)
    {
        ArgumentNullException.ThrowIfNull(customer);
        ArgumentNullException.ThrowIfNull(playbook);
        return new(customer, playbook, null, recorded);
    }

    /// <summary>
    /// The lag since any purchase (<see cref="All"/>), or since one of a category; null before the first, and without a model.
    /// </summary>
    public CustomerLag? Of(string scope)
    {
        _found ??= new(StringComparer.Ordinal);
        if (!_found.TryGetValue(scope, out var lag))
        {
            _found.Add(scope, lag = Find(scope));
        }

        return lag;
    }

    /// <summary>What a decision records: the forecasts that it may have read; null when there is none.</summary>
    internal IReadOnlyDictionary<string, LagForecast>? Capture(IReadOnlyList<string> scopes)
    {
        SortedDictionary<string, LagForecast>? forecasts = null;
        foreach (var scope in scopes)
        {
            if (Of(scope) is { } lag)
            {
                (forecasts ??= new(StringComparer.Ordinal)).Add(scope, lag.Forecast);
            }
        }

        return forecasts;
    }

    private CustomerLag? Find(string scope)
    {
        var (since, gaps) = scope == All ? (_bought.LastAt, GapStatistics.Of(_bought.KeptDays))
            : CategoryGap.Of(_bought, scope, _playbook.TimeZone) is var (gap, lastAt) ? (lastAt, gap.Gaps) : (null, default);
        return since is { } start && (_model?.ModelOf(scope).Forecast(gaps) ?? _recorded?.GetValueOrDefault(scope)) is { } forecast
            ? new(start, forecast, LagStages.Of(forecast, _playbook.Lag)) : null;
    }
}
