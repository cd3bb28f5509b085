using DbMarketing.Silo.Schema;
using Npgsql;

namespace DbMarketing.Silo.Tests.Schema;

public sealed class ClusterDatabaseTests
{
    private const string Postgres = "Host=db.example.com;Database=shop;Username=me";

    /// <summary>Goal: two pools, since Npgsql shares one among all who connect with the same words.</summary>
    [Fact]
    public void Purposes_HavePoolsOfTheirOwn_OfAStatedSize()
    {
        var snapshots = new NpgsqlConnectionStringBuilder(ClusterDatabase.ForSnapshots(Postgres));
        var membership = new NpgsqlConnectionStringBuilder(ClusterDatabase.ForMembership(Postgres));

        Assert.NotEqual(snapshots.ConnectionString, membership.ConnectionString);
        Assert.Equal((20, "dbmarketing snapshots"), (snapshots.MaxPoolSize, snapshots.ApplicationName));
        Assert.Equal((4, "dbmarketing membership"), (membership.MaxPoolSize, membership.ApplicationName));
    }

    /// <summary>Goal: what an operator allows the journal does not multiply.</summary>
    [Fact]
    public void SizeOfPool_ThatTheConnectionStringSays_IsTheJournalsAlone()
    {
        const string sized = Postgres + ";Minimum Pool Size=50;Maximum Pool Size=60;Application Name=shop";

        var membership = new NpgsqlConnectionStringBuilder(ClusterDatabase.ForMembership(sized));

        Assert.Equal((0, 4, "shop membership"), (membership.MinPoolSize, membership.MaxPoolSize, membership.ApplicationName));
    }
}
