using DbMarketing.Engine.CriticalLag;
using DbMarketing.Engine.Customers;

namespace DbMarketing.Web.Live;

/// <summary>
/// What a view shows that may change without a turn of its customer, as coarsely as a screen shows it: a share that moves by less than a
/// percent is no news.
/// </summary>
internal sealed record ShownStanding(
    ShownStanding.Place? All, ShownStanding.Place? Year, ShownStanding.Place? Quarter, LagStage? Stage, string? LagModel,
    long? LifetimeModels, string Segments)
{
    public static ShownStanding Of(CustomerView? view) => new(
        Place.Of(view?.Scores?.All), Place.Of(view?.Scores?.Year), Place.Of(view?.Scores?.Quarter), view?.Lag?.Stage,
        view?.Lag?.ModelVersion, view?.Lifetime?.Version, string.Join(' ', view?.Segments.Select(static segment => segment.Id) ?? []));

    internal sealed record Place(string Cell, string Group, double TopPercent)
    {
        public static Place? Of(ScoreView? score) =>
            score is null ? null : new(score.Cell, score.Group, Math.Round(score.TopShare * 100));
    }
}
