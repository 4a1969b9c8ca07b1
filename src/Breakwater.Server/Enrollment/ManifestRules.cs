using Breakwater.Server.Devices.Rules;

namespace Breakwater.Server.Enrollment;

/// <summary>What a row of a factory manifest must be like; the same for the file on the operator's side and for the server.</summary>
internal static class ManifestRules
{
    /// <summary>Characters or bytes of one line. Source: serial, model and claim at their longest, quoted and named, take less than 400.</summary>
    public const int LongestLine = 4096;

    /// <summary>What is wrong with the row, or null.</summary>
    public static string? FindFault(string? serial, string? model, string? claim) =>
        !DeviceSerial.IsValid(serial) ? $"the serial must be {DeviceSerial.Rule}"
        : !DeviceSerial.IsValid(model) ? $"the model must be {DeviceSerial.Rule}"
        : Claims.FindWeakness(claim, serial!);
}
