using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Server.Demo;

/// <summary>
/// A seeded synthetic shop: people with tastes and life cycles whose visits and calls reach the engine as real traffic. The
/// months between two visits pass in the order of their due days, not in real time. Not thread-safe: one caller at a time.
/// </summary>
internal sealed class DemoShop
{
    private readonly ICustomerEngine _engine;
    private readonly DemoOptions _options;
    private readonly DemoEvents _events;
    private readonly Random _random;
    private readonly PriorityQueue<DemoCustomer, double> _due = new();
    private readonly List<DemoActivity> _active = [];
    private int _people;

    /// <param name="runId">Makes the message ids of this run its own.</param>
    public DemoShop(ICustomerEngine engine, DemoOptions options, string runId)
    {
        _engine = engine;
        _options = options;
        _events = new DemoEvents($"demo-{runId}");
        _random = new Random(options.Seed);
        for (var i = 0; i < options.People; i++)
        {
            Welcome(0);
        }
    }

    /// <summary>Called with each decision that the shop got.</summary>
    public Action<DecideReply>? OnDecided { get; init; }

    /// <summary>
    /// Takes one step of each of <paramref name="count"/> open visits at once, and opens new ones to have that many; returns how
    /// many interactions were sent.
    /// </summary>
    public async Task<int> StepAsync(int count, DateTimeOffset now, CancellationToken cancellationToken)
    {
        while (_active.Count < count && _due.TryDequeue(out var customer, out var day))
        {
            _active.Add(Open(customer, day));
        }

        var steps = _active.Take(count).Select(activity => (Activity: activity, Step: activity.Next(now))).ToList();
        _active.RemoveRange(0, steps.Count);
        try
        {
            await Task.WhenAll(steps.Select(item => SendAsync(item.Activity, item.Step, cancellationToken)));
        }
        finally
        {
            // A step that the engine could not take is lost, as a page view would be; the visit goes on.
            steps.ForEach(item => EndOrKeep(item.Activity, item.Step.Ends));
        }

        return steps.Sum(item => item.Step.Interactions.Count);
    }

    private void Welcome(double day)
    {
        if (_people < _options.MaxPeople)
        {
            var person = DemoPerson.Of(_options.Seed, ++_people);
            _due.Enqueue(new DemoCustomer(person), day + (_random.NextDouble() * person.GapDays));
        }
    }

    private DemoActivity Open(DemoCustomer customer, double day)
    {
        customer.Visits++;
        var random = new Random(_random.Next());
        if (customer.HasAccount && random.NextDouble() < 0.08)
        {
            var call = new DemoCall(customer.Person, _events, customer.Visits, customer.LastOrder, random);
            customer.LastOrder = null;
            return new DemoActivity(customer, day, call.Next, call.Show, null);
        }

        var visit = new DemoVisit(customer.Person, _events, customer.Visits, customer.HasAccount, random);
        return new DemoActivity(customer, day, visit.Next, visit.Show, visit);
    }

    private void EndOrKeep(DemoActivity activity, bool ends)
    {
        if (ends)
        {
            Close(activity);
        }
        else
        {
            _active.Add(activity);
        }
    }

    private void Close(DemoActivity activity)
    {
        var customer = activity.Customer;
        if (activity.Visit is { } visit)
        {
            customer.HasAccount |= visit.HasAccount;
            customer.LastOrder = visit.Order ?? customer.LastOrder;
        }

        if (_random.NextDouble() < customer.Person.ChurnChance)
        {
            Welcome(activity.Day);
        }
        else
        {
            _due.Enqueue(customer, activity.Day - (Math.Log(1 - _random.NextDouble()) * customer.Person.GapDays));
        }
    }

    private async Task SendAsync(DemoActivity activity, DemoStep step, CancellationToken cancellationToken)
    {
        if (step.Request is not { } request)
        {
            await _engine.RecordAsync(step.Interactions, cancellationToken);
            return;
        }

        var command = new DecideCommand { Request = request, Interactions = step.Interactions };
        var reply = await _engine.DecideAsync(step.Customer, command, cancellationToken);
        activity.Show(reply.Decision);
        OnDecided?.Invoke(reply);
    }

    /// <summary>What the shop remembers of a person between visits.</summary>
    private sealed class DemoCustomer(DemoPerson person)
    {
        public DemoPerson Person => person;
        public bool HasAccount { get; set; } = person.HasAccount;
        public int Visits { get; set; }
        public OrderCompleted? LastOrder { get; set; }
    }

    private sealed record DemoActivity(
        DemoCustomer Customer, double Day, Func<DateTimeOffset, DemoStep> Next, Action<Engine.Decisions.Decision> Show, DemoVisit? Visit);
}
