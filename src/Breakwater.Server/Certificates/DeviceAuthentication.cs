using System.Diagnostics.CodeAnalysis;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Principals;

namespace Breakwater.Server.Certificates;

/// <summary>Whom a client certificate says is speaking, or why it does not count. <c>default</c> is a refusal.</summary>
internal readonly struct DeviceAuthentication
{
    private readonly Principal? principal;

    internal DeviceAuthentication(Principal principal)
    {
        this.principal = principal;
        Device = principal.Device;
    }

    internal DeviceAuthentication(CertificateRefusal refusal, DeviceId? device)
    {
        Refusal = refusal;
        Device = device;
    }

    public CertificateRefusal Refusal { get; }

    /// <summary>The device that the certificate was issued to, for signals also of a refused one; null when it is not one of ours.</summary>
    public DeviceId? Device { get; }

    public bool IsAuthenticated([NotNullWhen(true)] out Principal? authenticated)
    {
        authenticated = principal;
        return principal is not null;
    }
}
