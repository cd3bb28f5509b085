namespace DbMarketing.Engine.Engines;

/// <summary>Something asked of one customer: waits in its mailbox, is answered in a turn, and is told so after the turn's commit.</summary>
public abstract class CustomerCall
{
    /// <summary>How many entries it may add, for <see cref="EngineLimits.EntriesPerTurn"/>.</summary>
    internal virtual int Cost => 1;

    /// <summary>It never adds an entry or counts anything, so that its turn needs no room in the journal.</summary>
    internal virtual bool OnlyReads => false;

    /// <summary>Hashes of the ids that it may ask the customer's history about.</summary>
    internal virtual IEnumerable<ulong> AskedIds => [];

    /// <summary>Works out the answer within the turn. Called again, on a recovered state, when another call of the turn failed.</summary>
    internal abstract ValueTask RunAsync(Turn turn);

    /// <summary>Gives the answer to the caller.</summary>
    internal abstract void Complete();

    /// <summary>Tells the caller that there is no answer, and that nothing was acknowledged.</summary>
    internal abstract void Fail(Exception exception);
}

/// <summary>A call with its reply.</summary>
public abstract class CustomerCall<TReply> : CustomerCall
{
    private readonly TaskCompletionSource<TReply> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TReply? _reply;

    /// <summary>Completes after the commit of all that the reply reports.</summary>
    public Task<TReply> Reply => _completion.Task;

    internal abstract ValueTask<TReply> AnswerAsync(Turn turn);

    internal sealed override async ValueTask RunAsync(Turn turn) => _reply = await AnswerAsync(turn);

    internal sealed override void Complete() => _completion.TrySetResult(_reply!);

    internal sealed override void Fail(Exception exception) => _completion.TrySetException(exception);
}
