using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Postgres;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Testing;
using Npgsql;

namespace DbMarketing.Silo.Tests;

/// <summary>How a test serves its database, by either engine.</summary>
internal sealed record ServedDatabase
{
    public string Postgres { get; init; } = PostgresCluster.CreateDatabase();

    /// <summary>The cluster's name.</summary>
    public string Name { get; init; } = "test";

    public CompiledPlaybook Playbook { get; init; } = SamplePlaybook.Compiled;

    public EngineLimits Limits { get; init; } = new()
    {
        EntriesPerTurn = 16, TurnsPerSnapshot = 5, TurnsForLeavingSnapshot = 2, RowsPerRead = 50,
    };

    public ClusterTimings Timings { get; init; } = new();

    /// <summary>The clock that customers live by. What keeps a cluster together has the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    public Func<ulong>? NextSeed { get; init; }

    /// <summary>What a journal passes through on its way to the customers of one silo, or of the embedded engine.</summary>
    public Func<IJournalStore, IJournalStore> Through { get; init; } = static store => store;

    public PostgresJournalStore OpenStore() => new(Postgres, TimeProvider.System);

    /// <summary>What the command <c>verify</c> finds.</summary>
    public async Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken)
    {
        await using var store = OpenStore();
        return await new JournalVerifier(store).RunAsync(null, cancellationToken);
    }

    public async Task<long> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(Postgres + ";Pooling=false");
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(cancellationToken) is long number ? number : 0;
    }
}

/// <summary>Either engine, serving a database.</summary>
internal interface IServing : IAsyncDisposable
{
    ICustomerEngine Engine { get; }

    /// <summary>The whole state of one id, without following a merge.</summary>
    Task<CustomerSnapshot> CaptureAsync(CustomerId customer, CancellationToken cancellationToken);

    /// <summary>Completes when no merge is unfinished.</summary>
    Task SettleAsync(CancellationToken cancellationToken);
}
