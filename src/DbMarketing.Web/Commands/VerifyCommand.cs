using System.CommandLine;
using System.Text.Json;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Population;
using DbMarketing.Engine.Projections;
using DbMarketing.Web.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbMarketing.Web.Commands;

/// <summary>
/// <c>verify</c>: folds every customer from the journal and compares with what is kept beside it.
/// </summary>
internal static class VerifyCommand
{
    public static Command Create(IStorageOptions storage)
    {
        var command = storage.AddTo(new Command(
            "verify",
            "Compares the journal with snapshots, ledger, identifiers and saved figures, and checks the stock; changes nothing."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var where = storage.Read(parsed);
            await using var store = await where.OpenExistingAsync(TimeProvider.System, cancellationToken);
            var report = await new JournalVerifier(store).RunAsync(null, cancellationToken);
            report = await CompareProjectionsAsync(where, store, report, cancellationToken);
            foreach (var fault in report.Faults)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(fault);
            }

            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                JsonSerializer.Serialize(report, CommandJson.Default.VerificationReport));
            return report.Ok ? ExitCodes.Success : ExitCodes.Failed;
        });
        return command;
    }

    private static async Task<VerificationReport> CompareProjectionsAsync(
        Storage where, IJournalStore store, VerificationReport report, CancellationToken cancellationToken)
    {
        if (!where.HasProjections)
        {
            return report;
        }

        if (where.FaultOfProjections() is { } unreadable)
        {
            return report with
            {
                FaultCount = report.FaultCount + 1,
                Faults = [.. report.Faults.Append($"The file of the projections {unreadable}. A server makes it again from the journal.")
                    .Take(JournalVerifier.MaxFaults)],
            };
        }

        await using var saved = where.OpenProjections(NullLoggerFactory.Instance);
        await saved.InitializeAsync(cancellationToken);
        var verifier = new ProjectionVerifier(store, saved);
        foreach (var projection in LivePopulation.CountAnew())
        {
            var (compared, faults) = await verifier.CompareAsync(projection, cancellationToken);
            report = report with
            {
                Projections = report.Projections + (compared ? 1 : 0),
                FaultCount = report.FaultCount + faults.Count,
                Faults = [.. report.Faults.Concat(faults).Take(JournalVerifier.MaxFaults)],
            };
        }

        return report;
    }
}
