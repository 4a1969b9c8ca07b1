using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Tests.Hosting.Running;

/// <summary>A device that has enrolled: what its firmware would hold.</summary>
internal sealed record EnrolledDevice(DeviceId Id, string Serial, string Claim, ECDsa Key, X509Certificate2 Certificate)
{
    public override string ToString() => Id.ToString();
}
