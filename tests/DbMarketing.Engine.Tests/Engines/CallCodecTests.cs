using System.Buffers;
using System.Text;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Tests.Customers;
using DbMarketing.Engine.Tests.Decisions;
using DbMarketing.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace DbMarketing.Engine.Tests.Engines;

/// <summary>Whatever the engine asks a customer, and whatever comes back, is the same on the other side of the wire.</summary>
public sealed class CallCodecTests
{
    private static readonly CustomerId Loser = CustomerId.Anonymous("visitor");

    public static TheoryData<Type> Kinds { get; } = [.. CallSamples.Kinds];

    public static TheoryData<Exception> Faults { get; } =
    [
        new JournalUnavailableException("The disk is full.", knownNotCommitted: false) { RetryAfter = TimeSpan.FromMilliseconds(1500) },
        new JournalUnavailableException("저장소가 잠겼습니다."),
        new JournalUnavailableException("Lane 3 was taken over by another process.") { TakenOver = true },
        new EngineOverloadedException("The limit \"Engine:MailboxCommands\".") { RetryAfter = TimeSpan.FromMinutes(2) },
        new ArgumentException("Not this."),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WriteCall_ReadsBackEveryKindAsItWas(Type kind)
    {
        var call = CallSamples.Calls[kind];
        var again = Crossed(call);

        Assert.IsType(kind, again);
        Assert.Equal(Text(call), Text(again));
        foreach (var property in kind.GetProperties().Where(static property => property.Name != "Reply"))
        {
            Assert.True(property.GetValue(call) is not null and not false, $"The sample says nothing by {property.Name}.");
            Assert.Equivalent(property.GetValue(call), property.GetValue(again), strict: true);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task WriteReply_BringsTheAnswerOfEveryKindToItsCaller(Type kind)
    {
        var answer = CallSamples.Answers[CallSamples.AnswerOf(kind)];
        var waiting = Crossed(CallSamples.Calls[kind]);
        waiting.Settle(Crossed(answer));
        var got = await waiting.WhenSettled();

        Assert.Equal(Text(answer), Text(got));
        Assert.Equivalent(answer, got, strict: true);
    }

    [Fact]
    public void Reply_MayBeNothing()
    {
        Assert.Equal(new CallAnswer<OwedAbsorb?>(null), Crossed(new CallAnswer<OwedAbsorb?>(null)));
        Assert.Equal(new CallAnswer<bool>(false), Crossed(new CallAnswer<bool>(false)));
        Assert.Equal(new CallAnswer<TurnReply<CustomerView?>>(default), Crossed(new CallAnswer<TurnReply<CustomerView?>>(default)));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Fault_MeetsTheCallerAsTheExceptionThatItWas(Exception fault)
    {
        var call = new RecordCall([]);
        call.Settle(Crossed(CallFault.Of(fault)));
        var met = await Assert.ThrowsAnyAsync<Exception>(() => call.Reply);

        Assert.IsType(fault.GetType(), met);
        Assert.Equal(fault.Message, met.Message);
        Assert.Equal(RetryOf(fault), RetryOf(met));
    }

    [Fact]
    public async Task Fault_OfAnUnknownExceptionNamesIt()
    {
        var call = new ViewCall();
        call.Settle(Crossed(CallFault.Of(new FormatException("Not a number."))));

        var met = await Assert.ThrowsAsync<CallFailedException>(() => call.Reply);
        Assert.Equal("System.FormatException: Not a number.", met.Message);
        Assert.Equal(CallFault.Of(met), await call.WhenSettled());
    }

    [Fact]
    public async Task Settle_KeepsTheFirstReply()
    {
        var call = new ConfirmAbsorbedCall(Loser);
        call.Settle(new CallAnswer<bool>(true));
        call.Settle(CallFault.Of(new FormatException()));

        Assert.True(await call.Reply);
    }

    [Fact]
    public async Task Settle_FailsACallThatGetsTheReplyOfAnother()
    {
        var call = new CaptureCall();
        call.Settle(new CallAnswer<bool>(true));

        await Assert.ThrowsAsync<InvalidDataException>(() => call.Reply);
    }

    [Fact]
    public void Interactions_ComeBackAsTheyWere() => Check(seed =>
    {
        var sent = CallSamples.Address(InteractionSets.Make(seed, 40));
        var recorded = Assert.IsType<RecordCall>(Crossed(new RecordCall(sent))).Interactions;
        var command = new DecideCommand { Request = Person.Ask(), Interactions = sent };
        var decided = Assert.IsType<DecideCall>(Crossed(new DecideCall(command))).Command.Interactions;
        return Same(sent, recorded) && Same(sent, decided);
    });

    [Fact]
    public void States_ComeBackAsTheyWere() => Check(seed =>
    {
        var extract = InteractionSets.Fold(Loser, InteractionSets.Make(seed, seed % 400)).CaptureSnapshot();
        var bytes = SnapshotCodec.Write(extract);
        var absorbed = Assert.IsType<AbsorbCall>(Crossed(new AbsorbCall(Loser, extract))).Extract;
        var captured = Assert.IsType<CallAnswer<CustomerSnapshot>>(Crossed(new CallAnswer<CustomerSnapshot>(extract))).Value;
        return bytes.AsSpan().SequenceEqual(SnapshotCodec.Write(absorbed)) && bytes.AsSpan().SequenceEqual(SnapshotCodec.Write(captured));
    });

    [Fact]
    public void Decisions_ComeBackToTheSameBytes() => Check(seed =>
    {
        var person = new Person(SamplePlaybook.Compiled);
        person.Buy(seed % 1000);
        var decision = person.Decide(Person.Ask(count: 1 + (seed % 3), session: seed % 2 == 0 ? null : "s"), (ulong)seed * 7_919);
        var reply = new DecideReply { Customer = Loser, Decision = decision, Content = [], Verdicts = [] };
        var again = Assert.IsType<CallAnswer<TurnReply<DecideReply>>>(
            Crossed(new CallAnswer<TurnReply<DecideReply>>(new(reply, default, false))));
        return DecisionCodec.Write(decision).AsSpan().SequenceEqual(DecisionCodec.Write(again.Value.Value!.Decision));
    });

    [Fact]
    public void Call_KeepsFieldsOfInteractionsThatItDoesNotKnow()
    {
        var interaction = InteractionCodec.Read("""
            {"type":"searched","query":"램프","messageId":"m","source":"web","occurredAt":"2026-03-10T12:00:00Z","receivedAt":"2026-03-10T12:00:01Z","mood":{"level":3}}
            """u8);

        Assert.Contains("""
            "mood":{"level":3}
            """, Text(Crossed(new RecordCall([new(Loser, interaction)]))), StringComparison.Ordinal);
    }

    [Fact]
    public void ReadCall_GivesMissingListsTheirDefault()
    {
        var call = CallCodec.ReadCall("""{"call":"decide","command":{"request":{"channel":"web","placements":[]}}}"""u8);
        var command = Assert.IsType<DecideCall>(call).Command;

        Assert.Empty(command.Interactions);
        Assert.Empty(command.Request.Context);
    }

    [Theory]
    [InlineData("""{"call":"teleport","language":"ko"}""")]
    [InlineData("""{"language":"ko"}""")]
    [InlineData("""{"call":"record"}""")]
    [InlineData("""{"call":"record","interactions":null}""")]
    [InlineData("""{"call":"decide","command":null}""")]
    [InlineData("""{"call":"record","interactions":[{"customer":"k:c","interaction":{"type":"teleported"}}]}""")]
    [InlineData("""{"call":"decide","command":{}}""")]
    [InlineData("""{"call":"mergeInto","survivor":"x:c"}""")]
    [InlineData("""{"call":"mergeInto","survivor":7}""")]
    [InlineData("""{"call":"mergeInto","survivor":null}""")]
    [InlineData("""{"call":"view"}{"call":"view"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    public void Read_FailsLoudlyOnWhatIsNoCall(string json)
    {
        var fault = Assert.Throws<InvalidDataException>(() => CallCodec.ReadCall(Encoding.UTF8.GetBytes(json)));
        Assert.Contains(nameof(CustomerCall), fault.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => CallCodec.ReadReply(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Read_FailsLoudlyWhereverTheBytesEnd()
    {
        var bytes = Bytes(new RecordCall(CallSamples.Address(InteractionSets.Make(5, 3))));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => CallCodec.ReadCall(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Read_GivesACallOrSaysWhyNot_WhateverByteIsWrong() => Check(seed =>
    {
        var random = new Random(seed);
        var call = CallSamples.Calls.Values.ElementAt(random.Next(CallSamples.Calls.Count));
        var bytes = Bytes(call);
        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        try
        {
            return CallCodec.ReadCall(bytes) is not null;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }, runs: 2000);

    [Fact]
    public void Write_RefusesACustomerWithoutAKind() =>
        Assert.Throws<System.Text.Json.JsonException>(() => Bytes(new MergeIntoCall(default)));

    private static void Check(Func<int, bool> holds, int runs = 50) =>
        Prop.ForAll(Arb.From(Gen.Choose(0, 1_000_000)), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(runs));

    private static bool Same(IReadOnlyList<AddressedInteraction> sent, IReadOnlyList<AddressedInteraction> got) =>
        sent.Count == got.Count && sent.Zip(got).All(static pair => pair.First.Customer == pair.Second.Customer
            && pair.First.Link == pair.Second.Link
            && InteractionCodec.Write(pair.First.Interaction).AsSpan().SequenceEqual(InteractionCodec.Write(pair.Second.Interaction)));

    private static (TimeSpan RetryAfter, bool? KnownNotCommitted, bool TakenOver) RetryOf(Exception fault) => fault switch
    {
        JournalUnavailableException unavailable => (unavailable.RetryAfter, unavailable.KnownNotCommitted, unavailable.TakenOver),
        EngineOverloadedException overloaded => (overloaded.RetryAfter, null, false),
        _ => default,
    };

    private static CustomerCall Crossed(CustomerCall call) => CallEnvelope.Read(Bytes(call)).Call;

    private static CallReply Crossed(CallReply reply) => ReplyEnvelope.Read(Bytes(reply)).Reply;

    private static string Text(CustomerCall call) => Encoding.UTF8.GetString(Bytes(call));

    private static string Text(CallReply reply) => Encoding.UTF8.GetString(Bytes(reply));

    private static byte[] Bytes(CustomerCall call)
    {
        var output = new ArrayBufferWriter<byte>();
        new CallEnvelope(call).WriteTo(output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] Bytes(CallReply reply)
    {
        var output = new ArrayBufferWriter<byte>();
        new ReplyEnvelope(reply).WriteTo(output);
        return output.WrittenSpan.ToArray();
    }
}
