using Breakwater.Server.Storage.Blobs;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Snippets;

/// <summary>Route 4: the stores below those that take a permit.</summary>
internal sealed class BesideTheStores(TelemetryReader telemetry, TelemetryLog log, BlobStore blobs)
{
    public async Task<Stream> MapAsync(string sha256) => await blobs.OpenAsync(sha256, default);

    public bool Knows() => telemetry is not null && log is not null;
}
