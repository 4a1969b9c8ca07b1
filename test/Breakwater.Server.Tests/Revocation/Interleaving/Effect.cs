using System.Globalization;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage.Telemetry;
using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Tests.Revocation.Interleaving;

/// <summary>Something that a use left on disk.</summary>
/// <param name="On">What the use stood on.</param>
/// <param name="At">By the server's clock.</param>
internal sealed record Effect(string Kind, string Id, Standing On, DateTimeOffset At)
{
    private const string Query =
        """
        SELECT 'event', CAST("Id" AS TEXT), 16, "At" FROM events WHERE "Device" = $device
        UNION ALL SELECT 'map', "Name" || '/' || "Version", 16, "At" FROM maps WHERE "Device" = $device
        UNION ALL SELECT 'reported', CAST("ReportedVersion" AS TEXT), 16, "ReportedAt" FROM twins WHERE "Device" = $device AND "ReportedAt" IS NOT NULL
        UNION ALL SELECT 'desired', CAST("DesiredVersion" AS TEXT), 3, "DesiredAt" FROM twins WHERE "Device" = $device AND "DesiredAt" IS NOT NULL
        UNION ALL SELECT 'command', "Id", 7, "CreatedAt" FROM commands WHERE "Device" = $device
        """;

    /// <summary>Everything but telemetry.</summary>
    public static async Task<List<Effect>> ReadAsync(SqliteConnection database, DeviceId device)
    {
        await using var command = database.CreateCommand();
        command.CommandText = Query;
        command.Parameters.AddWithValue("$device", device.ToString());
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var effects = new List<Effect>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            effects.Add(new Effect(rows.GetString(0), rows.GetString(1), (Standing)rows.GetInt32(2), Time(rows.GetInt64(3))));
        }

        return effects;
    }

    /// <summary>The telemetry of the device in blocks after this one; the id is the number of the block.</summary>
    public static async Task<List<(long Block, Effect Point)>> ReadTelemetryAsync(SqliteConnection telemetry, DeviceId device, long after)
    {
        var series = new HashSet<int>();
        await using (var command = telemetry.CreateCommand())
        {
            command.CommandText = "SELECT id FROM series WHERE device = $device";
            command.Parameters.AddWithValue("$device", device.ToString());
            await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            while (await rows.ReadAsync(TestContext.Current.CancellationToken))
            {
                series.Add(rows.GetInt32(0));
            }
        }

        return [.. (await BlocksAsync(telemetry, after)).SelectMany(b => PointsIn(b.Data, series).Select(at => (
            b.Sequence, new Effect("telemetry", string.Create(CultureInfo.InvariantCulture, $"in block {b.Sequence}"), Standing.Connection, Time(at)))))];
    }

    public static async Task<long> LastBlockAsync(SqliteConnection telemetry)
    {
        await using var command = telemetry.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(sequence), 0) FROM blocks";
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task<List<(long Sequence, byte[] Data)>> BlocksAsync(SqliteConnection telemetry, long after)
    {
        await using var command = telemetry.CreateCommand();
        command.CommandText = "SELECT sequence, data FROM blocks WHERE sequence > $after";
        command.Parameters.AddWithValue("$after", after);
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var blocks = new List<(long, byte[])>();
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            blocks.Add((rows.GetInt64(0), (byte[])rows.GetValue(1)));
        }

        return blocks;
    }

    private static IEnumerable<long> PointsIn(byte[] block, HashSet<int> series)
    {
        var position = 0;
        while (position < block.Length)
        {
            var (of, point) = RecordFormat.Read(block, ref position);
            if (series.Contains(of.Value))
            {
                yield return point.AtMicros;
            }
        }
    }

    private static DateTimeOffset Time(long micros) => DateTimeOffset.UnixEpoch.AddMicroseconds(micros);
}
