using System.Globalization;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Ledger.Reach.Touches;

/// <summary>A device's id as the number that indexes sort it by.</summary>
internal static class DeviceBits
{
    public static UInt128 Of(DeviceId device) => UInt128.Parse(device.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public static DeviceId ToDevice(UInt128 bits)
    {
        Span<char> text = stackalloc char[DeviceId.TextLength];
        for (var i = text.Length - 1; i >= 0; i--, bits >>= 4)
        {
            text[i] = "0123456789abcdef"[(int)(uint)bits & 15];
        }

        return DeviceId.Parse(text);
    }
}
