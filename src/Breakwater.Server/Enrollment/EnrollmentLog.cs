using Breakwater.Contracts.Ids;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Enrollment;

/// <summary>Events 5100–5199. Refusals are signals and ledger entries.</summary>
internal static partial class EnrollmentLog
{
    [LoggerMessage(5100, LogLevel.Information, "Device {Device} enrolled; its certificate {SerialNumber} ends at {NotAfter}")]
    public static partial void Enrolled(ILogger logger, DeviceId device, string serialNumber, LoggedTime notAfter);

    [LoggerMessage(5101, LogLevel.Information, "Device {Device} renewed; its certificate {SerialNumber} ends at {NotAfter}")]
    public static partial void Renewed(ILogger logger, DeviceId device, string serialNumber, LoggedTime notAfter);

    [LoggerMessage(5102, LogLevel.Information, "Imported {Rows} devices in {Milliseconds} ms")]
    public static partial void Imported(ILogger logger, int rows, long milliseconds);

    [LoggerMessage(5103, LogLevel.Warning, "Refused an import of {Rows} rows with {Errors} errors; nothing was imported")]
    public static partial void ImportRefused(ILogger logger, int rows, int errors);

    [LoggerMessage(5104, LogLevel.Information, "Device {Device} got a new claim")]
    public static partial void Reclaimed(ILogger logger, DeviceId device);
}
