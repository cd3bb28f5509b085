using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DbMarketing.Web.Hosting;

/// <summary>Sends metrics and traces by OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set; else nothing is collected.</summary>
internal sealed class Telemetry : IDisposable
{
    private const string Sources = "DbMarketing*";

    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    public Telemetry()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
        {
            return;
        }

        var resource = ResourceBuilder.CreateDefault().AddService("dbmarketing").AddEnvironmentVariableDetector();
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(Sources, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql")
            .AddOtlpExporter().Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(Sources, "Microsoft.AspNetCore", "Npgsql")
            .AddOtlpExporter().Build();
    }

    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
    }
}
