using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Breakwater.Contracts;
using Breakwater.Contracts.Ids;

namespace Breakwater.Drills.Romo.Evidence;

/// <summary>
/// The robots of which the thief's requests got anything at all, his own too, as his side of the wire saw it: what the server's ledger says must be the same.
/// </summary>
internal sealed partial class Takings
{
    private readonly ConcurrentDictionary<DeviceId, byte> devices = [];

    public IReadOnlyCollection<DeviceId> Devices => [.. devices.Keys];

    /// <summary>Looks at an answer that was no refusal.</summary>
    public void Observe(string path, string body)
    {
        if (DevicePath().Match(path) is { Success: true } named && DeviceId.TryParse(named.Groups[1].Value, out var one))
        {
            devices.TryAdd(one, 0);
        }
        else if (ListPath().IsMatch(path))
        {
            foreach (var listed in Listed(body))
            {
                devices.TryAdd(listed, 0);
            }
        }
    }

    private static List<DeviceId> Listed(string body)
    {
        try
        {
            return [.. (JsonSerializer.Deserialize(body, ContractsJson.Default.PageDeviceSummary)?.Items ?? []).Select(d => d.Id)];
        }
        catch (JsonException)
        {
            // Cut off, or no list: what it shows of others is found by their names all the same.
            return [];
        }
    }

    [GeneratedRegex("^/v1/devices/([0-9a-f]{32})(/|\\?|$)")]
    private static partial Regex DevicePath();

    [GeneratedRegex("^/v1/devices/?(\\?|$)")]
    private static partial Regex ListPath();
}
