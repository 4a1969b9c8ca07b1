using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Breakwater.Server.Storage.Telemetry;

/// <summary>
/// Device and stream to number. Kept whole in memory; a device's streams are bounded by the gateway. The log's connection is shared with its own
/// thread, so both take <see cref="Connection"/> around a statement.
/// </summary>
internal sealed class SeriesIndex
{
    private readonly ConcurrentDictionary<(string Device, string Stream), SeriesId> known = [];
    private readonly ConcurrentDictionary<string, string[]> streams = [];

    /// <summary>Held around every statement on the log's connection.</summary>
    public Lock Connection { get; } = new();

    public static SeriesIndex Load(SqliteConnection connection)
    {
        var index = new SeriesIndex();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, device, stream FROM series";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            index.Add(reader.GetString(1), reader.GetString(2), new SeriesId(reader.GetInt32(0)));
        }

        return index;
    }

    public bool TryGet(string device, string stream, out SeriesId id) => known.TryGetValue((device, stream), out id);

    public IReadOnlyList<string> StreamsOf(string device) => streams.TryGetValue(device, out var names) ? names : [];

    public SeriesId GetOrAdd(SqliteConnection connection, string device, string stream)
    {
        if (TryGet(device, stream, out var id))
        {
            return id;
        }

        lock (Connection)
        {
            if (TryGet(device, stream, out id))
            {
                return id;
            }

            try
            {
                using var command = connection.CreateCommand();
                command.CommandText = "INSERT INTO series (device, stream) VALUES ($device, $stream) RETURNING id";
                command.Parameters.AddWithValue("$device", device);
                command.Parameters.AddWithValue("$stream", stream);
                id = new SeriesId(Convert.ToInt32(command.ExecuteScalar(), null));
            }
            catch (SqliteException exception)
            {
                throw new StoreUnavailableException($"A telemetry stream could not be added: {exception.Message}", exception);
            }

            Add(device, stream, id);
            return id;
        }
    }

    private void Add(string device, string stream, SeriesId id)
    {
        known[(device, stream)] = id;
        streams.AddOrUpdate(device, static (_, name) => [name], static (_, names, name) => [.. names, name], stream);
    }
}
