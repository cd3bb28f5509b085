using System.Buffers;
using System.Security.Cryptography;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;

namespace DbMarketing.Silo.Grains;

/// <summary>
/// Finds customers through the cluster. A call that does not reach its customer, because a silo died or moves its customers, or that met
/// an activation which another has overtaken, is made again until <see cref="ClusterTimings.CallPatience"/> is over: recording is
/// deduplicated, a decision's reservation of one session and placement is reused, and every step of a merge may be repeated, so a call
/// that did arrive does no harm when it comes twice. One that is still open then gets the reply of the first.
/// </summary>
internal sealed partial class GrainActors(IGrainFactory grains, ClusterTimings timings, TimeProvider time, ILogger<GrainActors> logger)
    : ICustomerActors
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    // Each node counts from a place of its own.
    private long _lastId = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    /// <inheritdoc/>
    public async Task<TReply> AskAsync<TReply>(CustomerId customer, CustomerCall<TReply> call, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(customer.IsDefault, true, nameof(customer));
        cancellationToken.ThrowIfCancellationRequested();
        var grain = grains.GetGrain<ICustomerGrain>(customer.ToString());
        var id = Interlocked.Increment(ref _lastId);
        var started = time.GetTimestamp();
        for (var (sent, delay) = (call, FirstDelay); ; sent = Copy(call), delay = Shorter(delay * 2, LongestDelay))
        {
            try
            {
                var left = timings.CallPatience - time.GetElapsedTime(started);
                var reply = await grain.AskAsync(id, new CallEnvelope(sent))
                    .WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
                sent.Settle(reply.Reply);
                return await sent.Reply;
            }
            catch (ObjectDisposedException)
            {
                throw new JournalUnavailableException("This node is stopping.", knownNotCommitted: false);
            }
            catch (Exception exception)
                when (ClusterFaults.IsPassing(exception) || exception is JournalUnavailableException { TakenOver: true })
            {
                if (time.GetElapsedTime(started) + delay > timings.CallPatience)
                {
                    // The exception's own message names the customer, who has no place in a log.
                    throw new JournalUnavailableException(
                        $"The cluster cannot reach this customer now ({exception.GetType().Name}).", knownNotCommitted: false);
                }

                LogAskedAgain(logger, exception.GetType().Name);
                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    /// <summary>The same question: the one that was sent may still be answered where nobody hears of it.</summary>
    private static CustomerCall<TReply> Copy<TReply>(CustomerCall<TReply> call)
    {
        var bytes = new ArrayBufferWriter<byte>();
        CallCodec.WriteCall(bytes, call);
        return (CustomerCall<TReply>)CallCodec.ReadCall(bytes.WrittenSpan);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    [LoggerMessage(1, LogLevel.Debug, "A call did not reach its customer ({Fault}) and is made again.")]
    private static partial void LogAskedAgain(ILogger logger, string fault);
}
