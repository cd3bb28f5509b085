using DbMarketing.Engine.Population;
using Microsoft.Extensions.Hosting;

namespace DbMarketing.Web.Population;

/// <summary>Lets the population follow the journal while the host runs.</summary>
internal sealed class PopulationService(LivePopulation population) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        population.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => population.StopAsync(cancellationToken);
}
