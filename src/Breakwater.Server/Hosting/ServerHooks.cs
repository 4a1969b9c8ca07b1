namespace Breakwater.Server.Hosting;

/// <summary>The seams: time, where logs go, and extra endpoints.</summary>
public sealed record ServerHooks
{
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Null: no log is written.</summary>
    public Action<Microsoft.Extensions.Logging.ILoggingBuilder>? Logging { get; init; }

    /// <summary>Maps more endpoints; they are checked like the server's own.</summary>
    public Action<IEndpointRouteBuilder>? Endpoints { get; init; }
}
