using DbMarketing.Silo.Schema;
using DbMarketing.Web.Hosting;

namespace DbMarketing.Silo.Hosting;

/// <summary>One node of the cluster.</summary>
internal static class ClusterHost
{
    /// <summary>Serves until it is told to stop; then leaves the cluster.</summary>
    public static async Task<int> RunAsync(ClusterOptions options, TextWriter output, CancellationToken cancellationToken)
    {
        using var telemetry = new Telemetry();
        await ClusterSchema.PrepareAsync(options.Postgres, cancellationToken);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        Logs.Configure(builder.Logging);
        ClusterNode.Add(builder, options);
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);
        await output.WriteLineAsync(
            $"DbMarketing node ({options.Role}) of cluster {options.Name} on {ConnectionText.WithoutPassword(options.Postgres)}");
        await host.WaitForShutdownAsync(cancellationToken);
        return ExitCodes.Success;
    }
}
