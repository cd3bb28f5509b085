using DbMarketing.Engine.Customers;

namespace DbMarketing.Engine.Engines;

/// <summary>Finds the activation of a customer, wherever it lives, and puts a call into its mailbox.</summary>
public interface ICustomerActors
{
    /// <summary>
    /// Completes with the call's reply. Cancelling stops the wait, not the call. Throws <see cref="EngineOverloadedException"/> when the
    /// mailbox is full and <see cref="Journal.JournalUnavailableException"/> when the turn could not be committed.
    /// </summary>
    Task<TReply> AskAsync<TReply>(CustomerId customer, CustomerCall<TReply> call, CancellationToken cancellationToken);
}
