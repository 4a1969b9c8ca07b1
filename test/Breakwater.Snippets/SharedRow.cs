using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Commands;
using Breakwater.Server.Storage;

namespace Breakwater.Snippets;

/// <summary>Route 1, where two classes need the row, so that it cannot be private.</summary>
internal static class SharedRow
{
    public static string? Last(Database database, DeviceId device) =>
        database.Read().Set<CommandRecord>().Where(c => c.Device == device).Select(c => c.Payload).FirstOrDefault();
}
