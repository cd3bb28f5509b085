using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Journal.Postgres;
using DbMarketing.Engine.Journal.Sqlite;
using DbMarketing.Engine.Projections;
using DbMarketing.Engine.Projections.Postgres;
using DbMarketing.Engine.Projections.Sqlite;
using DbMarketing.Web.Security;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Web.Hosting;

/// <summary>Where the journal is: a folder with a SQLite file, or a PostgreSQL database. Exactly one is set.</summary>
internal sealed record Storage(string? Folder, string? Postgres)
{
    public const string FileName = "journal.db";

    /// <summary>The file of the projections, beside the journal's; a cache of it.</summary>
    public const string ProjectionsFileName = "projections.db";

    /// <summary>The SQLite file; only when <see cref="Folder"/> is set.</summary>
    public string File => Path.Combine(Folder!, FileName);

    /// <summary>For people: never shows a password.</summary>
    public string Describe() => Folder is not null ? File : "PostgreSQL " + ConnectionText.WithoutPassword(Postgres!);

    /// <summary>Whether there is a database already. A PostgreSQL database is taken to be there; connecting will tell.</summary>
    public bool Exists => Folder is null || System.IO.File.Exists(File);

    public IJournalStore Open(TimeProvider time) => Folder is not null
        ? new SqliteJournalStore(File, time)
        : new PostgresJournalStore(ConnectionText.Checked(Postgres!), time);

    /// <summary>Whether projections may have been saved: a PostgreSQL database has their tables with the journal's.</summary>
    public bool HasProjections => Folder is null || System.IO.File.Exists(Path.Combine(Folder, ProjectionsFileName));

    /// <summary>What is wrong with the file of the projections, which a server would make anew; null when nothing is.</summary>
    public string? FaultOfProjections() =>
        Folder is null ? null : SqliteProjectionStore.FaultOf(Path.Combine(Folder, ProjectionsFileName));

    /// <summary>Where projections of the journal are saved.</summary>
    public IProjectionStore OpenProjections(ILoggerFactory loggers) => Folder is not null
        ? new SqliteProjectionStore(Path.Combine(Folder, ProjectionsFileName), loggers.CreateLogger<SqliteProjectionStore>())
        : new PostgresProjectionStore(ConnectionText.Checked(Postgres!));

    /// <summary>Opens a database that must be there, for commands that only read or change what is in it.</summary>
    public async Task<IJournalStore> OpenExistingAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (!Exists)
        {
            throw new CommandException($"There is no database at {File}; name its folder with --data.");
        }

        var store = Open(time);
        await store.InitializeAsync(cancellationToken);
        return store;
    }

    /// <summary>The secret that tokens are derived from.</summary>
    public async Task<ServerSecret> LoadSecretAsync(IJournalStore store, TimeProvider time, CancellationToken cancellationToken) =>
        Folder is not null
            ? ServerSecret.LoadFromFolder(Folder)
            : await ServerSecret.LoadFromStoreAsync(store, time, cancellationToken);

    /// <summary>The same, but null where none has been made yet.</summary>
    public async Task<ServerSecret?> FindSecretAsync(IJournalStore store, CancellationToken cancellationToken) =>
        Folder is not null ? ServerSecret.FindInFolder(Folder) : await ServerSecret.FindInStoreAsync(store, cancellationToken);

    /// <summary>Keeps a secret where the server will look for it; only where there is none.</summary>
    public async Task KeepSecretAsync(
        ServerSecret secret, IJournalStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Folder is not null)
        {
            secret.WriteToFolder(Folder);
            return;
        }

        await secret.WriteToStoreAsync(store, time, cancellationToken);
    }
}
