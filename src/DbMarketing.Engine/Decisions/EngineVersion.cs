namespace DbMarketing.Engine.Decisions;

/// <summary>The version of this engine, as every decision records it.</summary>
public static class EngineVersion
{
    /// <summary>Major, minor and patch, such as <c>0.1.0</c>.</summary>
    public static string Current { get; } = typeof(EngineVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
