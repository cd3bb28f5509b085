using System.Buffers;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;

namespace DbMarketing.Conformance;

/// <summary>Brings every call to its customer, and every reply back, as a cluster does between two processes: as bytes.</summary>
internal sealed class ActorsThroughBytes(ICustomerActors inner) : ICustomerActors
{
    public async Task<TReply> AskAsync<TReply>(CustomerId customer, CustomerCall<TReply> call, CancellationToken cancellationToken)
    {
        var sent = new ArrayBufferWriter<byte>();
        new CallEnvelope(call).WriteTo(sent);
        var arrived = (CustomerCall<TReply>)CallEnvelope.Read(sent.WrittenSpan).Call;

        var returned = new ArrayBufferWriter<byte>();
        new ReplyEnvelope(await AnswerAsync(customer, arrived, cancellationToken)).WriteTo(returned);
        call.Settle(ReplyEnvelope.Read(returned.WrittenSpan).Reply);
        return await call.Reply;
    }

    private async Task<CallReply> AnswerAsync<TReply>(CustomerId customer, CustomerCall<TReply> call, CancellationToken cancellationToken)
    {
        try
        {
            await inner.AskAsync(customer, call, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return CallFault.Of(exception);
        }

        return await call.WhenSettled();
    }
}
