using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Engines;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Offers;
using DbMarketing.Engine.Tests.Customers;
using DbMarketing.Engine.Tests.Decisions;
using DbMarketing.Testing;

namespace DbMarketing.Engine.Tests.Engines;

/// <summary>One call and one answer of every kind, with every property set.</summary>
internal static class CallSamples
{
    private static readonly CustomerId Ada = CustomerId.Known("ada \"에이다\" \\ </p>");
    private static readonly CustomerId Visitor = CustomerId.Anonymous(new string('\u0001', CustomerId.MaxLength));
    private static readonly CustomerState State = InteractionSets.Fold(Ada, InteractionSets.Make(1, 300));
    private static readonly Decision Decision = Decide();

    public static IReadOnlyList<Type> Kinds { get; } = [.. typeof(CustomerCall).Assembly.GetTypes()
        .Where(static type => !type.IsAbstract && type.IsSubclassOf(typeof(CustomerCall)))];

    public static IReadOnlyDictionary<Type, CustomerCall> Calls { get; } = new CustomerCall[]
    {
        new RecordCall(Address(InteractionSets.Make(2, 50))),
        new DecideCall(new DecideCommand
        {
            Request = Decision.Request, Interactions = Address(InteractionSets.Make(3, 3)), DryRun = true, AsOf = Person.Start,
        }),
        new ViewCall("ko"),
        new CaptureCall(),
        new ResolveCall(),
        new CountAliasesCall(),
        new LinkCall(Visitor, requesterAliases: 3, isExplicit: true),
        new MergeIntoCall(Ada),
        new ReadOwedCall(),
        new AbsorbCall(Visitor, State.CaptureSnapshot()),
        new ConfirmAbsorbedCall(Ada),
        new CloseLinkCall(Visitor, isExplicit: true, refused: true),
        new ReviewCall(),
    }.ToDictionary(static call => call.GetType());

    /// <summary>By the type of what the call asks for.</summary>
    public static IReadOnlyDictionary<Type, CallReply> Answers { get; } = new CallReply[]
    {
        new CallAnswer<TurnReply<IReadOnlyList<Verdict>>>(
            new([Verdict.Applied, Verdict.Duplicate, Verdict.Rejected("code", "이유 & \"why\"")], Ada, true)),
        new CallAnswer<TurnReply<DecideReply>>(new(Reply(), Visitor, true)),
        new CallAnswer<TurnReply<CustomerView?>>(
            new(CustomerViewBuilder.Build(State, InteractionSets.Reference, InteractionSets.Start.AddYears(1), "ko"), Ada, true)),
        new CallAnswer<CustomerSnapshot>(State.CaptureSnapshot()),
        new CallAnswer<TurnReply<CustomerId>>(new(Ada, Visitor, true)),
        new CallAnswer<LinkReply>(new(LinkAnswer.Belongs, Visitor, true)),
        new CallAnswer<CustomerId>(Visitor),
        new CallAnswer<OwedAbsorb?>(new(Ada, State.CaptureSnapshot())),
        new CallAnswer<TurnReply<bool>>(new(true, Ada, true)),
        new CallAnswer<bool>(true),
        new CallAnswer<int>(3),
    }.ToDictionary(static answer => answer.GetType().GenericTypeArguments[0]);

    /// <summary>What a kind of call asks for.</summary>
    public static Type AnswerOf(Type kind) => kind.BaseType!.GenericTypeArguments[0];

    public static IReadOnlyList<AddressedInteraction> Address(IEnumerable<Interaction> interactions) =>
        [.. interactions.Select(static (interaction, place) =>
            new AddressedInteraction(Ada, interaction, place % 2 == 0 ? Visitor : default))];

    private static Decision Decide()
    {
        var person = new Person(SamplePlaybook.Compiled);
        person.Buy();
        return person.Decide(Person.Ask(count: 3, session: "visit") with
        {
            Context = new Dictionary<string, string> { ["intent"] = "해지" }, Language = "ko", RequestId = "r",
        });
    }

    private static DecideReply Reply() => new()
    {
        Customer = Ada,
        Decision = Decision,
        Content = ContentRenderer.Render(Decision, State, InteractionSets.Reference),
        Verdicts = [Verdict.Applied],
        Duplicate = true,
        RequestIdReused = true,
    };
}
