using System.Runtime.InteropServices;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// The name of a ground, in 64 bits: SipHash-1-3 over kind and id. Two grounds of one value end together, which is too much and never too little; ids are
/// random and the server's own, so nobody can choose them to collide. <c>default</c> is no ground.
/// </summary>
[GenerateSerializer]
[Immutable]
internal readonly record struct Ground([property: Id(0)] ulong Value)
{
    public bool IsNone => Value == 0;

    public static Ground Of(GroundKind kind, ReadOnlySpan<char> id)
    {
        var hash = SipHash.Hash((ulong)kind + 1, MemoryMarshal.AsBytes(id));
        return new Ground(hash == 0 ? 1 : hash);
    }

    public static Ground Of(DeviceId device)
    {
        Span<char> text = stackalloc char[DeviceId.TextLength];
        device.Format(text);
        return Of(GroundKind.Device, text);
    }

    public static Ground Of(PrincipalId principal) => Of(GroundKind.Principal, principal.ToString());

    /// <param name="credential">As principals name it: <c>certificate:…</c>, <c>token:…</c>.</param>
    public static Ground OfCredential(string credential) => Of(GroundKind.Credential, credential);

    public static Ground OfGrant(string grant) => Of(GroundKind.Grant, grant);

    public static Ground OfGroup(string group) => Of(GroundKind.Group, group);

    /// <summary>Changes with every group: for what rests on more groups than a set of grounds holds. No group has this name.</summary>
    public static Ground OfAnyGroup { get; } = Of(GroundKind.Group, "*");
}
