using System.Globalization;
using DbMarketing.Engine.CrossSell;
using DbMarketing.Server.Import;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Server.Analysis;

/// <summary>Searches the baskets of a file for association rules.</summary>
internal static class RulesAnalysis
{
    private static readonly string[] s_columns =
    [
        "antecedent", "consequent", "count", "antecedent_count", "consequent_count", "support", "confidence", "lift", "leverage", "p_value",
        "corrected_p_value",
    ];

    /// <exception cref="CommandException">The file cannot be used, or holds more than the limits; the message says why.</exception>
    public static RulesResult Run(RulesOptions options, RejectReport rejects, CancellationToken cancellationToken)
    {
        var file = BasketFile.Read(options, rejects, cancellationToken);
        try
        {
            var sets = FrequentItemSets.Find(file.Baskets, options.Thresholds, cancellationToken);
            var result = new RulesResult(file, rejects.Counts, sets, RuleSet.Of(sets, options.Thresholds));
            if (options.OutputFile is { } path)
            {
                Write(path, result.Found, cancellationToken);
            }

            return result;
        }
        catch (MiningLimitException exception)
        {
            throw new CommandException(exception.Message);
        }
    }

    private static void Write(string path, RuleSet found, CancellationToken cancellationToken)
    {
        using var table = new CsvTable(path, s_columns);
        foreach (var rule in found.Rules)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long[] counts = [rule.Count, rule.AntecedentCount, rule.ConsequentCount];
            double[] measures = [rule.Support, rule.Confidence, rule.Lift, rule.Leverage, rule.PValue, rule.CorrectedPValue];
            table.Add([
                $"{{{string.Join(',', rule.Antecedent)}}}", rule.Consequent,
                .. counts.Select(count => count.ToString(CultureInfo.InvariantCulture)),
                .. measures.Select(measure => measure.ToString("G8", CultureInfo.InvariantCulture)),
            ]);
        }

        table.Complete();
    }
}
