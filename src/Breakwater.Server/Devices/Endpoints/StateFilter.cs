using Breakwater.Contracts.Devices;

namespace Breakwater.Server.Devices.Endpoints;

/// <summary>The <c>state</c> of a list's query.</summary>
internal static class StateFilter
{
    /// <summary>As answers write it; the names of the type differ from those in nothing but case. Null: any, or an error.</summary>
    public static DeviceState? Parse(string? text, Dictionary<string, string> errors)
    {
        var state = text is null ? null
            : Enum.GetValues<DeviceState>().Cast<DeviceState?>().FirstOrDefault(s => string.Equals(s.ToString(), text, StringComparison.OrdinalIgnoreCase));
        if (text is not null && state is null)
        {
            errors["state"] = $"One of {string.Join(", ", Enum.GetNames<DeviceState>().Select(n => n.ToLowerInvariant()))}.";
        }

        return state;
    }
}
