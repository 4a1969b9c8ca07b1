using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Breakwater.Device.Tests.Connection;

/// <summary>The SDK has no switch that turns its protection off, and does not touch what such a switch would need.</summary>
public sealed class NoWayAroundTests
{
    private static readonly string[] Suspicious = ["insecure", "untrusted", "unsafe", "skip", "ignore", "acceptany", "allowany", "novalid", "disable", "plain", "dangerous"];

    [Fact]
    public void Options_Members_AreNoSwitches()
    {
        var members = typeof(DeviceClient).Assembly.GetTypes().Where(type => type.IsPublic).SelectMany(type => type.GetMembers()).ToList();

        Assert.DoesNotContain(members, member => Suspicious.Any(word => member.Name.Contains(word, StringComparison.OrdinalIgnoreCase)));
        Assert.DoesNotContain(typeof(DeviceOptions).GetProperties(), property => property.PropertyType == typeof(bool));
        Assert.DoesNotContain(members.OfType<PropertyInfo>(), property => property.PropertyType.FullName!.Contains("CertificateValidation", StringComparison.Ordinal));
    }

    [Fact]
    public void Assembly_References_NoValidationCallback()
    {
        using var assembly = new PEReader(File.OpenRead(typeof(DeviceClient).Assembly.Location));
        var metadata = assembly.GetMetadataReader();
        var types = metadata.TypeReferences.Select(type => metadata.GetString(metadata.GetTypeReference(type).Name)).ToList();
        var members = metadata.MemberReferences.Select(member => metadata.GetString(metadata.GetMemberReference(member).Name)).ToList();

        Assert.DoesNotContain("RemoteCertificateValidationCallback", types);
        Assert.DoesNotContain(members, member => member.Contains("CertificateValidation", StringComparison.Ordinal) || member.Contains("DangerousAccept", StringComparison.Ordinal));
    }

    [Fact]
    public void Options_Wrong_NamesEveryError()
    {
        var options = new DeviceOptions
        {
            Host = "", TrustAnchors = null!, Serial = "a:b", Claim = null!, IdentityFolder = " ", MqttPort = 0, EstPort = 70_000, QueueCapacity = 0, MaximumInFlight = 0,
        };

        Assert.Equal(9, options.Validate().Count);
    }
}
