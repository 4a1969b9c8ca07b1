using Breakwater.Server.Devices.Twins;
using Breakwater.Server.Storage;

namespace Breakwater.Snippets;

/// <summary>Route 1: the row itself, from another folder.</summary>
internal static class PrivateRow
{
    public static object? Read(Database database) => database.Read().Set<TwinState.Row>().FirstOrDefault();
}
