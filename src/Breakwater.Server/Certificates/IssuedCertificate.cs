using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Certificates;

/// <summary>A signed device certificate that the registry does not know yet; until it does, nobody accepts it.</summary>
internal sealed record IssuedCertificate(
    DeviceId Device, byte[] Der, string SerialNumber, byte[] PublicKeySha256, DateTimeOffset NotBefore, DateTimeOffset NotAfter);
