using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using FsCheck.Fluent;

namespace DbMarketing.Engine.Tests.Customers;

public sealed class CustomerStatePropertyTests
{
    private static readonly FsCheck.Config Runs = FsCheck.Config.QuickThrowOnFailure.WithMaxTest(30);

    [Fact]
    public void Apply_GivesTheSameState_WhateverTheOrderAndWhateverIsRepeated() =>
        Check((seed, count) =>
        {
            var set = InteractionSets.Make(seed, count);
            var random = new Random(seed ^ 77);
            var repeated = set.Concat(set.Where(_ => random.Next(3) == 0)).ToArray();
            random.Shuffle(repeated);
            return Content(set) == Content(repeated);
        });

    [Fact]
    public void Merge_EqualsOneIdFromTheStart_AndIsCommutativeAndAssociative() =>
        Check((seed, count) =>
        {
            var set = InteractionSets.Make(seed, count);
            var random = new Random(seed ^ 99);
            var parts = set.GroupBy(_ => random.Next(3)).ToDictionary(group => group.Key, group => group.ToList());
            Person Part(int number) => Person.Of(number, parts.GetValueOrDefault(number) ?? []);

            var whole = Content(set);
            return whole == Part(0).Absorb(Part(1)).Absorb(Part(2)).Content
                && whole == Part(2).Absorb(Part(0)).Absorb(Part(1)).Content
                && whole == Part(1).Absorb(Part(2).Absorb(Part(0))).Content;
        });

    [Fact]
    public void Snapshot_ComesBackAsItWas() =>
        Check((seed, count) =>
        {
            var state = InteractionSets.Fold(CustomerId.Known("c"), InteractionSets.Make(seed, count));
            var bytes = SnapshotCodec.Write(state.CaptureSnapshot());
            var again = CustomerState.FromSnapshot(SnapshotCodec.Read(bytes)!);
            return SnapshotCodec.Write(again.CaptureSnapshot()).AsSpan().SequenceEqual(bytes);
        });

    [Fact]
    public void Journal_FoldsToTheSameState()
    {
        var live = new CustomerState(CustomerId.Known("c"));
        var folded = new CustomerState(CustomerId.Known("c"));
        foreach (var interaction in InteractionSets.Make(4, 300))
        {
            if (Recorder.Decide(live, new(), interaction, InteractionSets.Reference, interaction.ReceivedAt).Entry is { } entry)
            {
                live.Apply(entry);
                folded.Apply(Assert.Single(EntryCodec.ReadTurn(EntryCodec.WriteTurn([entry]))));
            }
        }

        Assert.Equal(InteractionSets.Content(live), InteractionSets.Content(folded));
    }

    private static void Check(Func<int, int, bool> property) => FsCheck.Check.One(Runs, Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Gen.Elements(3, 40, 250, 700).ToArbitrary(), property));

    private static string Content(IEnumerable<Interaction> set) =>
        InteractionSets.Content(InteractionSets.Fold(CustomerId.Known("c"), set));

    private sealed record Person(CustomerState State, MessageArchive Archive)
    {
        public string Content => InteractionSets.Content(State);

        public static Person Of(int number, IEnumerable<Interaction> set)
        {
            var state = new CustomerState(CustomerId.Anonymous($"visitor{number}"));
            return new(state, InteractionSets.Fold(state, set));
        }

        public Person Absorb(Person loser)
        {
            var merged = CustomerMerge.Merge(loser.State, State.Id, InteractionSets.Start);
            var outcome = CustomerMerge.Absorb(State, null, merged.Extract, null, InteractionSets.Start);
            outcome = outcome.NeedsHistory
                ? CustomerMerge.Absorb(State, Archive, merged.Extract, loser.Archive, InteractionSets.Start)
                : outcome;
            State.Apply(outcome.Entry!);
            Archive.Add(loser.Archive);
            return this;
        }
    }
}
