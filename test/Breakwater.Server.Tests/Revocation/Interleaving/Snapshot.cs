using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Tests.Revocation.Interleaving;

/// <summary>What was on disk of one device at a moment.</summary>
/// <param name="Block">The last one of telemetry.</param>
internal sealed record Snapshot(IReadOnlyList<Effect> Effects, long Block)
{
    public static async Task<Snapshot> TakeAsync(DataFiles files, DeviceId device)
    {
        await using var database = await files.OpenAsync();
        await using var telemetry = await files.OpenTelemetryAsync();
        return new Snapshot(await Effect.ReadAsync(database, device), await Effect.LastBlockAsync(telemetry));
    }

    /// <summary>What was not there at the moment, or is of a later time by the server's own clock.</summary>
    public async Task<IEnumerable<Effect>> LaterAsync(DataFiles files, DeviceId device, DateTimeOffset moment)
    {
        await using var database = await files.OpenAsync();
        await using var telemetry = await files.OpenTelemetryAsync();
        return [.. (await Effect.ReadAsync(database, device)).Where(e => e.At > moment || !Effects.Contains(e)),
            .. (await Effect.ReadTelemetryAsync(telemetry, device, Block)).Select(p => p.Point)];
    }
}
