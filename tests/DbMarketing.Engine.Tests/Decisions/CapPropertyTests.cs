using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Decisions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Policies;
using DbMarketing.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace DbMarketing.Engine.Tests.Decisions;

/// <summary>Whatever customers and screens do, no decision returns an offer whose confirmed and reserved contacts reach a cap.</summary>
public sealed class CapPropertyTests
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(5);

    private static readonly CompiledPlaybook Playbook = SamplePlaybook.Compile(SamplePlaybook.Source with
    {
        Offers =
        [
            .. Enumerable.Range(1, 4).Select(i => SamplePlaybook.Offer($"gadget{i}", "gadgets", i)),
            .. Enumerable.Range(1, 3).Select(i => SamplePlaybook.Offer($"thanks{i}", "thanks", i / 10.0)),
        ],
        Suppressions =
        [
            new() { Id = "offer", Outcome = ContactOutcome.Presented, Scope = SuppressionScope.Offer,
                Window = Window, Count = 2, Pause = TimeSpan.FromHours(1) },
            new() { Id = "group", Outcome = ContactOutcome.Presented, Scope = SuppressionScope.Group,
                Window = Window, Count = 5, Pause = TimeSpan.FromHours(8) },
            new() { Id = "no", Outcome = ContactOutcome.Declined, Scope = SuppressionScope.Offer,
                Window = Window, Count = 1, Pause = TimeSpan.FromHours(2) },
        ],
        ChannelLimits = [new("web", "web", 6, Window), new("all", null, 9, TimeSpan.FromHours(9))],
    });

    [Fact]
    public void Decide_NeverExceedsACap()
    {
        var step = Gen.Choose(0, 9).SelectMany(kind => Gen.Choose(0, 1_000_000), (kind, value) => (kind, value));
        var property = Prop.ForAll(Arb.From(Gen.ListOf(step)), steps => Run([.. steps]));

        property.Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(120));
    }

    private static bool Run(IReadOnlyList<(int Kind, int Value)> steps)
    {
        var person = new Person(Playbook);
        var decided = new List<(Decision Decision, DecidedOffer Offer)>();
        var outcomes = new List<string>();
        foreach (var (kind, value) in steps)
        {
            var chosen = decided.Count == 0 ? default : decided[value % decided.Count];
            switch (kind)
            {
                case < 4:
                    var session = (value % 4) switch { 0 => null, var n => "s" + n };
                    var placement = value % 3 == 0 ? "home-hero" : "home-row";
                    var room = Room(person);
                    var decision = person.Decide(Person.Ask(placement, 1 + (value % 3), session));
                    decided.AddRange(decision.Offers.Select(offer => (decision, offer)));
                    if (!HoldsCaps(person, decision, room))
                    {
                        return false;
                    }

                    break;
                case < 6 when chosen.Offer is not null:
                    outcomes.Add(person.Present(chosen.Decision, chosen.Offer));
                    break;
                case 6 when chosen.Offer is not null:
                    person.Decline(chosen.Offer.OfferId);
                    break;
                case 7 when chosen.Offer is not null:
                    person.VoidReservation(chosen.Decision, chosen.Offer);
                    break;
                case 8 when outcomes.Count > 0:
                    person.VoidOutcome(outcomes[value % outcomes.Count]);
                    break;
                default:
                    person.Now += TimeSpan.FromMinutes(1 + (value % 90));
                    break;
            }
        }

        return true;
    }

    /// <summary>Contacts that count just before a decision, reserved, or presented once per reservation.</summary>
    private static List<Contact> Room(Person person) =>
    [
        .. person.State.Contacts
            .Where(contact => contact.Outcome == ContactOutcome.Presented
                || (contact.Outcome == ContactOutcome.Reserved && contact.Until > person.Now))
            .OrderBy(contact => contact.At)
            .GroupBy(contact => (contact.Outcome, contact.DecisionId, contact.OfferId)).Select(group => group.First()),
    ];

    private static bool HoldsCaps(Person person, Decision decision, List<Contact> before)
    {
        bool Own(Contact contact) => decision.Offers.Any(offer => offer.OfferId == contact.OfferId && offer.ReservedBy == contact.DecisionId
            && contact.Outcome == ContactOutcome.Reserved);
        int Count(TimeSpan window, Func<Contact, bool> which) => before.Count(contact =>
            person.Now - contact.At < window && !Own(contact) && which(contact));
        var perGroup = decision.Offers.GroupBy(offer => offer.GroupId);
        return decision.Offers.All(offer => Count(Window, contact => contact.OfferId == offer.OfferId) < 2)
            && decision.Offers.All(offer => !person.State.Contacts.Any(contact =>
                contact.Outcome == ContactOutcome.Declined && contact.OfferId == offer.OfferId && person.Now - contact.At < Window))
            && perGroup.All(group => Count(Window, contact => contact.GroupId == group.Key) + group.Count() <= 5)
            && (decision.Offers.Count == 0 || (Count(Window, contact => contact.Channel == "web") + decision.Offers.Count <= 6
                && Count(TimeSpan.FromHours(9), _ => true) + decision.Offers.Count <= 9));
    }
}
