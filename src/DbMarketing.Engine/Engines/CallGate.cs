namespace DbMarketing.Engine.Engines;

/// <summary>Counts the calls in flight: bounds them, and lets a stop wait for them. Thread-safe.</summary>
internal sealed class CallGate(EngineLimits limits)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inFlight;
    private bool _open;

    public void Open()
    {
        lock (_gate)
        {
            _open = true;
        }
    }

    /// <summary>Lets a call in, or throws <see cref="EngineOverloadedException"/>. Dispose the pass when the call has ended.</summary>
    public Pass Enter()
    {
        lock (_gate)
        {
            if (!_open)
            {
                throw new EngineOverloadedException("The engine is not taking calls: it is starting or stopping.");
            }

            if (_inFlight >= limits.CallsInFlight)
            {
                EngineInstruments.Overloaded(nameof(EngineLimits.CallsInFlight));
                throw new EngineOverloadedException(
                    $"{_inFlight} calls are in flight, the limit Engine:{nameof(EngineLimits.CallsInFlight)}.");
            }

            _inFlight++;
            return new Pass(this);
        }
    }

    /// <summary>Lets nobody in any more; completes when the last call has ended.</summary>
    internal async Task CloseAsync()
    {
        lock (_gate)
        {
            _open = false;
            if (_inFlight == 0)
            {
                _empty.TrySetResult();
            }
        }

        await _empty.Task;
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_inFlight == 0 && !_open)
            {
                _empty.TrySetResult();
            }
        }
    }

    public readonly struct Pass(CallGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}
