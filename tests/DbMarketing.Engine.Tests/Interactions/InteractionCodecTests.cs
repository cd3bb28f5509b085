using System.Text;
using System.Text.Json;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Tests.Customers;

namespace DbMarketing.Engine.Tests.Interactions;

public sealed class InteractionCodecTests
{
    [Fact]
    public void Write_ReadsBackEveryKindAsItWas()
    {
        foreach (var interaction in InteractionSets.Make(1, 300))
        {
            var bytes = InteractionCodec.Write(interaction);
            var again = InteractionCodec.Read(bytes);
            Assert.Equal(interaction.GetType(), again.GetType());
            Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(InteractionCodec.Write(again)));
            Assert.Equal(bytes.Length, InteractionCodec.Measure(interaction));
        }
    }

    [Fact]
    public void Read_KeepsFieldsThatItDoesNotKnow()
    {
        const string Json = """
            {"mood":{"level":3},"type":"searched","query":"램프","messageId":"m","source":"web","occurredAt":"2026-03-10T21:00:00.1234+09:00","receivedAt":"2026-03-10T12:00:01Z"}
            """;
        var text = Encoding.UTF8.GetString(InteractionCodec.Write(InteractionCodec.Read(Encoding.UTF8.GetBytes(Json))));

        Assert.Contains("""
            "mood":{"level":3}
            """, text, StringComparison.Ordinal);
        Assert.Contains("램프", text, StringComparison.Ordinal);
        Assert.Contains("2026-03-10T12:00:00.123Z", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"teleported","messageId":"m","source":"s","occurredAt":"2026-03-10T12:00:00Z","receivedAt":"2026-03-10T12:00:00Z"}""")]
    [InlineData("""{"messageId":"m","source":"s","occurredAt":"2026-03-10T12:00:00Z","receivedAt":"2026-03-10T12:00:00Z"}""")]
    [InlineData("""{"type":"searched","messageId":"m","source":"s","receivedAt":"2026-03-10T12:00:00Z"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    public void Read_FailsLoudlyOnWhatIsNoInteraction(string json) =>
        Assert.Throws<JsonException>(() => InteractionCodec.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Amount_IsExact()
    {
        var order = new OrderCompleted
        {
            MessageId = "m", Source = "s", OccurredAt = InteractionSets.Start, ReceivedAt = InteractionSets.Start, Amount = 999_999_999_999.123456m,
        };

        Assert.Equal(order.Amount, ((OrderCompleted)InteractionCodec.Read(InteractionCodec.Write(order))).Amount);
    }

    [Fact]
    public void Kinds_AreTheDiscriminatorsOfTheFamily()
    {
        var discriminators = typeof(Interaction).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false)
            .Cast<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().Select(kind => (string)kind.TypeDiscriminator!);

        Assert.Equal(discriminators, InteractionKinds.All);
        Assert.All(InteractionSets.Make(2, 200), interaction =>
            Assert.Contains($"\"type\":\"{InteractionKinds.NameOf(interaction)}\"", Encoding.UTF8.GetString(InteractionCodec.Write(interaction)), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""[{"entry":"vanished","at":"2026-03-10T12:00:00Z"}]""")]
    [InlineData("""[{"at":"2026-03-10T12:00:00Z"}]""")]
    [InlineData("null")]
    public void ReadTurn_FailsLoudlyOnWhatIsNoEntry(string json) =>
        Assert.Throws<JsonException>(() => EntryCodec.ReadTurn(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void ReadTurn_TakesEntriesOfOtherVersions()
    {
        const string Json = """[{"entry":"linkClosed","at":"2026-03-10T12:00:00Z","other":"a:v","refused":true,"later":1}]""";

        Assert.Equal(new LinkClosed { At = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero), Other = "a:v", Refused = true }, Assert.Single(EntryCodec.ReadTurn(Encoding.UTF8.GetBytes(Json))));
    }
}
