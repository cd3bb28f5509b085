using System.Text.Json.Serialization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Engines;

/// <summary>
/// The seam between what faces callers and what owns customers. Every task completes after the commit of all that it reports;
/// <see cref="Journal.JournalUnavailableException"/> and <see cref="EngineOverloadedException"/> mean that nothing was acknowledged.
/// </summary>
public interface ICustomerEngine
{
    /// <summary>Records interactions of any number of customers. The verdicts stand in the order given; one customer's interactions keep
    /// theirs.</summary>
    Task<IReadOnlyList<Verdict>> RecordAsync(IReadOnlyList<AddressedInteraction> interactions, CancellationToken cancellationToken);

    /// <summary>Counts interactions that were rejected before they could reach a customer, so that the ledger adds up.</summary>
    Task RecordRejectedAsync(IReadOnlyList<RejectedInteraction> rejected, CancellationToken cancellationToken);

    /// <summary>Decides, in one turn with the interactions that the command carries.</summary>
    Task<DecideReply> DecideAsync(CustomerId customer, DecideCommand command, CancellationToken cancellationToken);

    /// <summary>The live view as of the last committed turn; null for a customer with no turn.</summary>
    Task<CustomerView?> ViewAsync(CustomerId customer, CancellationToken cancellationToken);

    /// <summary>The same, with reasons in a language: <c>ko</c>, or English for any other.</summary>
    Task<CustomerView?> ViewAsync(CustomerId customer, string? language, CancellationToken cancellationToken);

    /// <summary>Where a merged id's interactions go now; the id itself when it stands for itself.</summary>
    Task<CustomerId> ResolveAsync(CustomerId customer, CancellationToken cancellationToken);

    /// <summary>
    /// Calls back for every change of a customer that is committed after the task has completed, until the result is disposed. Changes
    /// during a call back come as one. Throws <see cref="EngineOverloadedException"/> at the limits of subscriptions.
    /// </summary>
    Task<IDisposable> FollowAsync(CustomerId customer, Action<CustomerChanged> onChanged, CancellationToken cancellationToken);
}

/// <summary>An interaction and the customer it belongs to.</summary>
/// <param name="Customer">Whose turn it is.</param>
/// <param name="Interaction">What happened; validated.</param>
/// <param name="Link">An anonymous id that the same sender carries: it becomes part of the customer unless it already belongs to
/// another.</param>
public readonly record struct AddressedInteraction(
    CustomerId Customer,
    Interaction Interaction,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] CustomerId Link = default);

public readonly record struct RejectedInteraction(string Source, DateTimeOffset ReceivedAt, string Code);

/// <summary>What a decide turn does.</summary>
public sealed record DecideCommand
{
    public required DecisionRequest Request { get; init; }

    /// <summary>Interactions to record first, in the same turn.</summary>
    public IReadOnlyList<AddressedInteraction> Interactions { get; init => field = value ?? []; } = [];

    /// <summary>Decide without storing or counting anything.</summary>
    public bool DryRun { get; init; }

    /// <summary>With <see cref="DryRun"/>: the instant to decide as of, on the customer as it stands; null is now.</summary>
    public DateTimeOffset? AsOf { get; init; }
}

/// <summary>The answer of a decide turn.</summary>
public sealed record DecideReply
{
    /// <summary>The customer who decided: the survivor when the asked one was merged.</summary>
    public required CustomerId Customer { get; init; }
    public required Decision Decision { get; init; }
    /// <summary>Content of each of the decision's offers, merge fields filled, in the same order.</summary>
    public required IReadOnlyList<IReadOnlyDictionary<string, string>> Content { get; init; }
    public required IReadOnlyList<Verdict> Verdicts { get; init; }
    /// <summary>The request id was seen before: this is the stored decision.</summary>
    public bool Duplicate { get; init; }
    /// <summary>
    /// The request id was seen before with another request, or comes with interactions that are new: nothing was recorded or decided.
    /// </summary>
    public bool RequestIdReused { get; init; }
}
