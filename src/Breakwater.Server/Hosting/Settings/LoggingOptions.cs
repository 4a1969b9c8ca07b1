namespace Breakwater.Server.Hosting.Settings;

/// <summary>What is logged.</summary>
public sealed record LoggingOptions
{
    public LogLevel Level { get; init; } = LogLevel.Information;
}
