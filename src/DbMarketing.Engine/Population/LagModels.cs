using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Journal;
using DbMarketing.Engine.Playbooks;
using DbMarketing.Engine.Projections;
using Microsoft.Extensions.Logging;

namespace DbMarketing.Engine.Population;

/// <summary>Where the lag models are, and what they are fitted to.</summary>
public static class LagModels
{
    internal static ModelDocument<LagModel> Document { get; } = new("lag", PopulationJson.Default.ModelHistoryLagModel);

    /// <summary>
    /// The models that held; none of them before the first fit, and where a newer program has written them. For a process that starts,
    /// before its first turn.
    /// </summary>
    public static async Task<ModelHistory<LagModel>> ReadAsync(IJournalStore store, CancellationToken cancellationToken) =>
        (await Document.ReadAsync(store, cancellationToken)).History ?? new(DateTimeOffset.MinValue, []);

    internal static ModelSchedule<LagModel> Schedule(
        IJournalStore store, GapCounts counts, ReferenceSource reference, ProjectionOptions options, string owner, TimeProvider time,
        ILoggerFactory loggers) => new(
            new(
                Document,
                now => FitTo(counts.Figures, reference.Current.Playbook, now),
                () => counts.Figures is { } figures ? new(figures.Gaps.Returned, reference.Current.Playbook.LagCategories) : null,
                () => counts.Figures is { } figures && GapFit.IsEnough(figures.Gaps),
                static model => new(model.Returned, [.. model.Categories.Keys]),
                static (fitted, held) => fitted.IsFarFrom(held),
                model => reference.Renew(current => current with { Lag = model })),
            store, options, owner, time, loggers.CreateLogger<ModelSchedule<LagModel>>());

    private static LagModel? FitTo(GapFigures? figures, CompiledPlaybook playbook, DateTimeOffset now)
    {
        if (figures is null)
        {
            return null;
        }

        var categories = playbook.LagCategories.ToDictionary(
            static category => category, category => figures.Categories.GetValueOrDefault(category) ?? new GapPopulation());
        return LagModel.Fit(figures.Gaps, categories, playbook.DayOf(figures.AsOf), now);
    }
}
