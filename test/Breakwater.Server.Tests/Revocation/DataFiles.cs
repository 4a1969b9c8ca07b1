using System.Globalization;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>What a server has on disk, read beside it: it is asked nothing, so it cannot hide what it did.</summary>
internal sealed class DataFiles(string folder)
{
    /// <summary>When the server says that the event happened; null: it is not in the history.</summary>
    public Task<DateTimeOffset?> EventAsync(DeviceId device, string name) =>
        TimeAsync($"""SELECT "At" FROM events WHERE "Device" = '{device}' AND "Name" = '{name}'""");

    public Task<DateTimeOffset?> MapAsync(DeviceId device, string name) =>
        TimeAsync($"""SELECT "At" FROM maps WHERE "Device" = '{device}' AND "Name" = '{name}'""");

    public Task<DateTimeOffset?> CommandAsync(DeviceId device, string name) =>
        TimeAsync($"""SELECT "CreatedAt" FROM commands WHERE "Device" = '{device}' AND "Name" = '{name}'""");

    /// <summary>When a half of the twin got this text in it; null: it is not there.</summary>
    public Task<DateTimeOffset?> TwinAsync(DeviceId device, string half, string text) =>
        TimeAsync($"""SELECT "{half}At" FROM twins WHERE "Device" = '{device}' AND instr("{half}", '{text}') > 0""");

    /// <summary>Whether any telemetry that was not compacted yet has this text in it; when its block was complete.</summary>
    public async Task<DateTimeOffset?> TelemetryAsync(string text) =>
        Time(await SqliteFile.ExecuteAsync(
            Path.Combine(folder, "telemetry.db"), $"SELECT last_at FROM blocks WHERE instr(data, CAST('{text}' AS BLOB)) > 0 LIMIT 1"));

    public Task<SqliteConnection> OpenAsync() => SqliteFile.OpenAsync(Path.Combine(folder, "breakwater.db"));

    public Task<SqliteConnection> OpenTelemetryAsync() => SqliteFile.OpenAsync(Path.Combine(folder, "telemetry.db"));

    private async Task<DateTimeOffset?> TimeAsync(string sql) => Time(await SqliteFile.ExecuteAsync(Path.Combine(folder, "breakwater.db"), sql));

    private static DateTimeOffset? Time(object? micros) =>
        micros is null or DBNull ? null : DateTimeOffset.UnixEpoch.AddMicroseconds(Convert.ToInt64(micros, CultureInfo.InvariantCulture));
}
