using System.Reflection;
using DbMarketing.Engine.Engines;
using DbMarketing.Silo.Grains;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.TypeSystem;

namespace DbMarketing.Silo.Tests;

/// <summary>What crosses between nodes is named by an alias, so that a rename in the code is none on the wire.</summary>
public sealed class WireNamesTests
{
    private static readonly Type[] s_types = typeof(ICustomerGrain).Assembly.GetTypes();

    private static readonly Type[] s_interfaces =
        [.. s_types.Where(static type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))];

    [Fact]
    public void Interfaces_AndTheirMethods_HaveOneEach()
    {
        var members = s_interfaces.SelectMany(static type => type.GetMethods().Cast<MemberInfo>().Prepend(type)).ToList();

        Assert.Contains(typeof(ICustomerGrain), s_interfaces);
        Assert.Equal([], members.Where(static member => member.GetCustomAttribute<AliasAttribute>() is null));
        Assert.Equal(s_interfaces.Length, s_interfaces.Select(static type => AliasOf(type)).Distinct().Count());
    }

    [Fact]
    public void SerialisedTypes_HaveOneEach()
    {
        var types = s_types.Where(static type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null
            && type.Namespace!.StartsWith(nameof(DbMarketing), StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(types);
        Assert.Equal([], types.Where(static type => type.GetCustomAttribute<AliasAttribute>() is null));
        Assert.Equal(types.Count, types.Select(static type => AliasOf(type)).Distinct().Count());
    }

    /// <summary>Method: through the names that a node's serialiser writes.</summary>
    [Fact]
    public async Task Envelopes_AreNamedOnBothSides()
    {
        var cluster = await ServingCluster.StartAsync(new ServedDatabase(), silos: 1);
        await using var _ = cluster;

        foreach (var node in cluster.Silos.Append(cluster.Web))
        {
            var names = node.GetRequiredService<TypeConverter>();
            Assert.Equal("dbmarketing.call", names.Format(typeof(CallEnvelope)));
            Assert.Equal("dbmarketing.reply", names.Format(typeof(ReplyEnvelope)));
        }
    }

    private static string? AliasOf(Type type) => type.GetCustomAttribute<AliasAttribute>()?.Alias;
}
