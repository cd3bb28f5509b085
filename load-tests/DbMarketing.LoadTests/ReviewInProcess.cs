using System.Diagnostics;
using DbMarketing.Engine.Customers;
using DbMarketing.Engine.Interactions;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Propensity;
using DbMarketing.Engine.Segments;

namespace DbMarketing.LoadTests;

/// <summary>
/// The review of a turn in process, over the sample playbook's segments and with a lag model that they read, beside the recording of its
/// one interaction. Interactions are hours apart, so that each review also follows what time had changed before it.
/// </summary>
internal static class ReviewInProcess
{
    private const int Customers = 1_000;
    private const int EventsPerCustomer = 30;

    /// <summary>Microseconds, the median of the rounds' means: recording and applying one interaction, and the review around it.</summary>
    public static (double Recording, double Review) Run(string playbookFolder, int rounds)
    {
        var load = new PlaybookFolder(playbookFolder).Load();
        var reference = new ReferenceData(
            load.Playbook ?? throw new InvalidOperationException(string.Join('\n', load.Faults)), new FixedPropensity())
        {
            Lag = new()
            {
                Version = "benchmark000", FittedAt = default, Customers = 100, Returned = 50, Gaps = 100,
                All = new(Math.Log(20), 0.3, 0.2, 0.3),
            },
        };
        List<double> recordings = [], reviews = [];
        for (var round = 0; round < rounds; round++)
        {
            var (recording, review) = RunOnce(reference, new Random(round));
            recordings.Add(recording);
            reviews.Add(review);
        }

        return (Report.Median(recordings), Report.Median(reviews));
    }

    private static (double Recording, double Review) RunOnce(ReferenceData reference, Random random)
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var customers = Enumerable.Range(0, Customers).Select(number => new CustomerState(CustomerId.Known($"c{number}"))).ToList();
        long recording = 0;
        long reviewing = 0;
        for (var number = 0; number < EventsPerCustomer; number++)
        {
            now = now.AddHours(random.Next(1, 60));
            foreach (var state in customers)
            {
                var start = Stopwatch.GetTimestamp();
                var review = new Review(state, reference);
                review.CatchUp(now, mostSteps: 100);
                var begun = Stopwatch.GetTimestamp();
                state.Apply(Recorder.Decide(state, null, Any(number, now, random), reference, now).Entry!);
                var applied = Stopwatch.GetTimestamp();
                if (review.Conclude(now) is { } reviewed)
                {
                    state.Apply(reviewed);
                }

                state.EndTurn(state.Sequence + 1);
                recording += applied - begun;
                reviewing += begun - start + Stopwatch.GetTimestamp() - applied;
            }
        }

        const double Turns = Customers * EventsPerCustomer;
        return (
            TimeSpan.FromSeconds(recording / (double)Stopwatch.Frequency).TotalMicroseconds / Turns,
            TimeSpan.FromSeconds(reviewing / (double)Stopwatch.Frequency).TotalMicroseconds / Turns);
    }

    private static Interaction Any(int number, DateTimeOffset now, Random random)
    {
        var line = new ProductLine("p1", 1, 20, random.Next(2) == 0 ? "electronics.tv" : "home.lamps", null);
        return random.Next(10) == 0
            ? new OrderCompleted
            {
                MessageId = $"m{number}", Source = "web", OccurredAt = now, ReceivedAt = now, OrderId = $"o{number}", Amount = 20,
                Products = [line],
            }
            : new ProductViewed { MessageId = $"m{number}", Source = "web", OccurredAt = now, ReceivedAt = now, Product = line };
    }
}
