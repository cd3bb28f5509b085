using System.Text.Json.Serialization;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// Something asked of one customer: waits in its mailbox, is answered in a turn, and is told so after the turn's commit. A closed
/// family, which <see cref="CallCodec"/> brings to a customer in another process.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "call", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(RecordCall), "record")]
[JsonDerivedType(typeof(DecideCall), "decide")]
[JsonDerivedType(typeof(ViewCall), "view")]
[JsonDerivedType(typeof(CaptureCall), "capture")]
[JsonDerivedType(typeof(ResolveCall), "resolve")]
[JsonDerivedType(typeof(CountAliasesCall), "countAliases")]
[JsonDerivedType(typeof(LinkCall), "link")]
[JsonDerivedType(typeof(MergeIntoCall), "mergeInto")]
[JsonDerivedType(typeof(ReadOwedCall), "readOwed")]
[JsonDerivedType(typeof(AbsorbCall), "absorb")]
[JsonDerivedType(typeof(ConfirmAbsorbedCall), "confirmAbsorbed")]
[JsonDerivedType(typeof(CloseLinkCall), "closeLink")]
[JsonDerivedType(typeof(ReviewCall), "review")]
public abstract class CustomerCall
{
    /// <summary>Completes once the call is answered or has failed, with what to give back to the caller. Never fails itself.</summary>
    public abstract Task<CallReply> WhenSettled();

    /// <summary>
    /// Gives the caller what came back from where the call was answered. Without effect on a call that was answered here, which is
    /// settled already.
    /// </summary>
    public abstract void Settle(CallReply reply);

    /// <summary>How many entries it may add, for <see cref="EngineLimits.EntriesPerTurn"/>. Read once, when the call is posted.</summary>
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
    [JsonIgnore]
    public Task<TReply> Reply => _completion.Task;

    /// <inheritdoc/>
    public sealed override async Task<CallReply> WhenSettled()
    {
        try
        {
            return new CallAnswer<TReply>(await Reply);
        }
        catch (Exception exception)
        {
            return CallFault.Of(exception);
        }
    }

    /// <inheritdoc/>
    public sealed override void Settle(CallReply reply)
    {
        if (reply is CallAnswer<TReply> answer)
        {
            _completion.TrySetResult(answer.Value);
            return;
        }

        _completion.TrySetException(reply is CallFault fault
            ? fault.ToException()
            : new InvalidDataException($"A {GetType().Name} got the reply of another call."));
    }

    internal abstract ValueTask<TReply> AnswerAsync(Turn turn);

    internal sealed override async ValueTask RunAsync(Turn turn) => _reply = await AnswerAsync(turn);

    internal sealed override void Complete() => _completion.TrySetResult(_reply!);

    internal sealed override void Fail(Exception exception) => _completion.TrySetException(exception);
}
