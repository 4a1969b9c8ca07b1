using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Breakwater.Device.Twin;

/// <summary>What the cloud wants this device's state to be.</summary>
/// <param name="Version">Counts the changes; the device gets the newest on connect and on change.</param>
/// <param name="State">The whole desired state.</param>
public sealed record DesiredTwin(long Version, JsonElement State)
{
    internal static bool TryParse(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out DesiredTwin? desired)
    {
        desired = null;
        try
        {
            using var document = JsonDocument.Parse(payload);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("version"u8, out var version) || !version.TryGetInt64(out var number)
                || !document.RootElement.TryGetProperty("state"u8, out var state))
            {
                return false;
            }

            desired = new DesiredTwin(number, state.Clone());
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
