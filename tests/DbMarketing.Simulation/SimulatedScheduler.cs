namespace DbMarketing.Simulation;

/// <summary>
/// Runs the tasks of one process on the thread of the simulation, one at a time, in an order drawn from the seed. A crash drops
/// whatever has not run: no continuation of the process ever runs again.
/// </summary>
internal sealed class SimulatedScheduler(Random random) : TaskScheduler
{
    private readonly List<Task> _ready = [];
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _crashed;

    /// <summary>Work from another thread cannot be replayed, so it fails the run.</summary>
    public bool Strayed { get; private set; }

    public bool HasWork => _ready.Count > 0;

    public void Crash()
    {
        _crashed = true;
        _ready.Clear();
    }

    /// <summary>Runs one piece of work, up to its next await.</summary>
    public void RunOne()
    {
        var place = random.Next(_ready.Count);
        var task = _ready[place];
        _ready.RemoveAt(place);
        TryExecuteTask(task);
    }

    public Task RunAsync(Func<Task> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    public Task<T> RunAsync<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this).Unwrap();

    protected override void QueueTask(Task task)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Strayed = true;
            return;
        }

        if (!_crashed)
        {
            _ready.Add(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;
}
