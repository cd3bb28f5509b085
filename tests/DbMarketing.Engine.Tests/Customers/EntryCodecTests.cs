using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;

namespace DbMarketing.Engine.Tests.Customers;

public sealed class EntryCodecTests
{
    [Fact]
    public void ReadTurn_GivesMissingListsTheirDefault()
    {
        var entry = Assert.IsType<InteractionRecorded>(Assert.Single(EntryCodec.ReadTurn("""
            [{"entry":"recorded","at":"2026-03-10T12:00:00Z","effectiveAt":"2026-03-10T12:00:00Z","interaction":
            {"type":"orderCompleted","messageId":"m","source":"s","occurredAt":"2026-03-10T12:00:00Z","receivedAt":"2026-03-10T12:00:00Z","amount":1}}]
            """u8.ToArray())));

        Assert.Empty(entry.Interests);
        Assert.Empty(Assert.IsType<OrderCompleted>(entry.Interaction).Products);
    }

    [Fact]
    public void WriteTurn_KeepsAReview()
    {
        var at = new DateTimeOffset(2026, 3, 10, 12, 0, 0, 1, TimeSpan.Zero);
        var reviewed = new Reviewed
        {
            At = at,
            Version = "v2",
            Entered = [new("lapsed", at.AddDays(-1), "no purchase for 30 days")],
            Left = [new("gone", at, null)],
            Was = new Standing { Orders = 1, Revenue = 12.5m, PurchaseDays = 1, FirstDay = 20_000, LastDay = 20_000 },
            Is = new Standing { Orders = 2, FirstDayRevenue = 12.5m, Year = new(2, 20.25m), Quarter = new(1, -7.75m) },
            DueAt = at.AddDays(3),
        };

        var written = EntryCodec.WriteTurn([reviewed]);
        var read = Assert.IsType<Reviewed>(Assert.Single(EntryCodec.ReadTurn(written)));

        // Its version is stored under the name by which older rows have it.
        Assert.Contains("\"playbook\":\"v2\"", Encoding.UTF8.GetString(written), StringComparison.Ordinal);
        Assert.Equal(reviewed with { Entered = read.Entered, Left = read.Left }, read);
        Assert.Equal(reviewed.Entered, read.Entered);
        Assert.Equal(reviewed.Left, read.Left);
    }

    [Fact]
    public void WriteTurn_LeavesOutOfAReviewWhatDidNotChange()
    {
        var reviewed = new Reviewed { At = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero), Is = new Standing() };

        var json = System.Text.Encoding.UTF8.GetString(EntryCodec.WriteTurn([reviewed]));

        Assert.Equal("""[{"entry":"reviewed","entered":[],"left":[],"is":{},"at":"2026-03-10T12:00:00.000Z"}]""", json);
    }

    /// <summary>
    /// Goal: a missing field is the default that its type names, in everything that is journalled or sent to a customer. Method: the
    /// serialiser sets an init-only property that the JSON lacks to <c>default(T)</c>, as is done here to each of them.
    /// </summary>
    [Fact]
    public void Families_KeepTheirDefaults_ForWhatTheSerialiserLeavesOut()
    {
        var optional = Reachable(typeof(Entry), typeof(DecideCommand)).Where(HasDefaults).SelectMany(OptionalOf).ToList();

        Assert.All(optional, static property =>
        {
            var made = Activator.CreateInstance(property.ReflectedType!)!;
            var named = property.GetValue(made);
            property.SetValue(made, null);
            Assert.Equal(named, property.GetValue(made));
        });
        Assert.Subset(optional.Select(Name).ToHashSet(), new HashSet<string>
        {
            "CartChanged.Products", "OrderCompleted.Products", "OrderRefunded.Products", "InteractionRecorded.Interests",
            "Reviewed.Entered", "Reviewed.Left",
            "DecisionRequest.Context", "DecideCommand.Interactions",
        });
    }

    private static string Name(PropertyInfo property) => $"{property.ReflectedType!.Name}.{property.Name}";

    /// <summary>A type without such a constructor has its optional fields as the constructor's parameters.</summary>
    private static bool HasDefaults(Type type) => !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null;

    private static IEnumerable<PropertyInfo> OptionalOf(Type type) => type.GetProperties()
        .Where(static property => property.CanWrite && !property.IsDefined(typeof(RequiredMemberAttribute)));

    /// <summary>The engine's types that the JSON of these may hold.</summary>
    private static HashSet<Type> Reachable(params Type[] roots)
    {
        var found = new HashSet<Type>();
        var waiting = new Queue<Type>(roots);
        while (waiting.TryDequeue(out var type))
        {
            foreach (var part in type.GetGenericArguments())
            {
                waiting.Enqueue(part);
            }

            if (type.Assembly != typeof(Entry).Assembly || !found.Add(type))
            {
                continue;
            }

            var kinds = type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(static kind => kind.DerivedType);
            foreach (var next in kinds.Concat(type.GetProperties().Select(static property => property.PropertyType)))
            {
                waiting.Enqueue(next);
            }
        }

        return found;
    }
}
