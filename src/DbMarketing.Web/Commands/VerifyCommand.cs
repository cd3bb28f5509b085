using System.CommandLine;
using System.Text.Json;
using DbMarketing.Engine.Journal;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Web.Commands;

/// <summary>
/// <c>verify</c>: folds every customer from the journal and compares with what is kept beside it.
/// </summary>
internal static class VerifyCommand
{
    public static Command Create(IStorageOptions storage)
    {
        var command = storage.AddTo(new Command("verify", "Compares the journal with snapshots and ledger; changes nothing."));
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = await storage.Read(parsed).OpenExistingAsync(TimeProvider.System, cancellationToken);
            var report = await new JournalVerifier(store).RunAsync(null, cancellationToken);
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
}
