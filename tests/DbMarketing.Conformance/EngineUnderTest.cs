using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;

namespace DbMarketing.Conformance;

/// <summary>A running engine with its storage, that a test may interrupt.</summary>
public abstract class EngineUnderTest : IAsyncDisposable
{
    public abstract ICustomerEngine Engine { get; }

    /// <summary>The storage that the engine uses.</summary>
    public abstract IJournalStore Store { get; }

    /// <summary>While true, every commit is refused.</summary>
    public abstract bool Refuses { get; set; }

    /// <summary>Completes when this engine has ended and another serves in its place.</summary>
    public abstract Task Replaced { get; }

    /// <summary>
    /// Refuses every commit after so many more; completes when the last of them is taken. A crash after that falls between two steps.
    /// </summary>
    public abstract Task RefuseAfter(int commits);

    /// <summary>Ends the engine without a goodbye, and starts another on the same storage; no commit is refused any more.</summary>
    public abstract Task CrashAsync();

    /// <summary>Stops the engine cleanly, and starts another on the same storage.</summary>
    public abstract Task RestartAsync();

    /// <summary>Makes a lag model hold on every node, as a fit does; it holds after a restart too.</summary>
    public void Hold(LagModel model) => Renew(held => held with { Lag = model });

    /// <summary>Makes other figures hold on every node, as the population's do; they hold after a restart too.</summary>
    public abstract void Renew(Func<ReferenceData, ReferenceData> renewed);

    /// <summary>Completes when no merge is unfinished, or when commits are refused.</summary>
    public abstract Task SettleAsync();

    /// <summary>The whole state of one id, without following a merge.</summary>
    public abstract Task<CustomerSnapshot> CaptureAsync(CustomerId customer);

    public abstract ValueTask DisposeAsync();
}
