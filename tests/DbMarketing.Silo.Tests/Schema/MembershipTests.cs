using System.Net;
using DbMarketing.Engine.Engines;
using DbMarketing.Silo.Hosting;
using DbMarketing.Silo.Schema;
using DbMarketing.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService;
using ClusterIdentity = Orleans.Configuration.ClusterOptions;
using ClusterOptions = DbMarketing.Silo.Hosting.ClusterOptions;

// 10.4.1 gave these members names that 10.4.0 does not have.
#pragma warning disable CS0618

namespace DbMarketing.Silo.Tests.Schema;

/// <summary>The provider for clustering on the project's own tables.</summary>
public sealed class MembershipTests
{
    private static readonly DateTime s_start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Silos_FindEachOtherAndSayGoodbye()
    {
        var postgres = PostgresCluster.CreateDatabase();
        await using var first = await RunningSilo.StartAsync(postgres, Token);
        await using var second = await RunningSilo.StartAsync(postgres, Token);

        Assert.Equal([SiloStatus.Active, SiloStatus.Active], await StatusesAsync(first.Membership));

        await second.StopAsync(Token);

        var members = (await first.Membership.ReadAll()).Members;
        Assert.Equal(first.Details.SiloAddress, Assert.Single(members, one => one.Item1.Status == SiloStatus.Active).Item1.SiloAddress);
        Assert.Equal(SiloStatus.Dead, Assert.Single(members, one => one.Item1.SiloAddress == second.Details.SiloAddress).Item1.Status);

        await first.Membership.CleanupDefunctSiloEntries(DateTimeOffset.MaxValue.AddDays(-1));

        Assert.Equal([SiloStatus.Active], await StatusesAsync(first.Membership));
    }

    [Fact]
    public async Task Client_FindsTheGatewayOfASilo()
    {
        var postgres = PostgresCluster.CreateDatabase();
        await using var silo = await RunningSilo.StartAsync(postgres, Token);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(new EngineLimits()).AddSingleton(new ClusterTimings());
        ClusterNode.Add(builder, new ClusterOptions { Role = NodeRole.Web, Web = new() { Urls = [] }, Postgres = postgres });
        using var client = builder.Build();

        // It completes only when the client is connected to a gateway.
        await client.StartAsync(Token);
        await client.StopAsync(Token);
    }

    [Fact]
    public async Task Changes_HoldOnlyFromTheVersionThatWasRead()
    {
        var table = await TableAsync();
        var read = (await table.ReadAll()).Version;
        var member = Member(1);

        Assert.True(await table.InsertRow(member, read.Next()));
        Assert.False(await table.InsertRow(Member(2), read.Next()));

        var next = (await table.ReadAll()).Version;
        Assert.Equal(read.Version + 1, next.Version);
        Assert.False(await table.InsertRow(member, next.Next()));
        Assert.False(await table.UpdateRow(Member(3), "", next.Next()));
        Assert.Equal(next.Version, (await table.ReadAll()).Version.Version);

        member.Status = SiloStatus.Active;
        member.AddSuspector(Member(4).SiloAddress, s_start);
        Assert.True(await table.UpdateRow(member, await EtagAsync(table, member), next.Next()));
        Assert.False(await table.UpdateRow(member, await EtagAsync(table, member), next.Next()));
        var stored = Assert.Single((await table.ReadRow(member.SiloAddress)).Members).Item1;
        Assert.Equal((SiloStatus.Active, s_start, 1), (stored.Status, stored.StartTime, stored.SuspectTimes?.Count));
    }

    /// <summary>A sign of life changes a member's row and not the version, so it may come between any two steps of a change.</summary>
    [Fact]
    public async Task SignsOfLife_CostNoChange()
    {
        var table = await TableAsync();
        var member = Member(1);
        Assert.True(await table.InsertRow(member, (await table.ReadAll()).Version.Next()));
        using var done = new CancellationTokenSource();
        var alive = Task.Run(async () =>
        {
            for (var second = 1; !done.IsCancellationRequested; second++)
            {
                var sign = Member(1);
                sign.IAmAliveTime = s_start.AddSeconds(second);
                await table.UpdateIAmAlive(sign);
            }
        }, Token);

        for (var change = 0; change < 100; change++)
        {
            Assert.True(await table.UpdateRow(member, await EtagAsync(table, member), (await table.ReadAll()).Version.Next()));
        }

        await done.CancelAsync();
        await alive;
        Assert.Equal(101, (await table.ReadAll()).Version.Version);
    }

    [Fact]
    public async Task OneOfManyChanges_FromOneVersionHolds()
    {
        var table = await TableAsync();
        var read = (await table.ReadAll()).Version;

        var inserted = await Task.WhenAll(Enumerable.Range(1, 10).Select(id => table.InsertRow(Member(id), read.Next())));

        Assert.Single(inserted, held => held);
        Assert.Single((await table.ReadAll()).Members);
    }

    [Fact]
    public async Task Delete_LeavesNothingOfTheCluster()
    {
        var table = await TableAsync();
        Assert.True(await table.InsertRow(Member(1), (await table.ReadAll()).Version.Next()));

        await table.DeleteMembershipTableEntries("dbmarketing");
        await table.InitializeMembershipTable(tryInitTableVersion: true);

        var read = await table.ReadAll();
        Assert.Empty(read.Members);
        Assert.Equal(0, read.Version.Version);
    }

    private static async Task<string> EtagAsync(IMembershipTable table, MembershipEntry member) =>
        (await table.ReadRow(member.SiloAddress)).Members[0].Item2;

    private static async Task<IMembershipTable> TableAsync()
    {
        var postgres = PostgresCluster.CreateDatabase();
        await ClusterSchema.PrepareAsync(postgres, Token);
        var clustering = new AdoNetClusteringSiloOptions
        {
            Invariant = ClusterDatabase.Invariant,
            ConnectionString = ClusterDatabase.ForMembership(postgres),
        };
        var table = new AdoNetClusteringTable(
            new ServiceCollection().BuildServiceProvider(), Options.Create(new ClusterIdentity { ClusterId = "dbmarketing" }),
            Options.Create(clustering), NullLogger<AdoNetClusteringTable>.Instance);
        await table.InitializeMembershipTable(tryInitTableVersion: true);
        return table;
    }

    private static async Task<IEnumerable<SiloStatus>> StatusesAsync(IMembershipTable table) =>
        (await table.ReadAll()).Members.Select(member => member.Item1.Status);

    private static MembershipEntry Member(int number) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 1000 + number, 1),
        SiloName = $"silo-{number}",
        HostName = "host",
        Status = SiloStatus.Joining,
        ProxyPort = 2000 + number,
        StartTime = s_start,
        IAmAliveTime = s_start,
    };
}
