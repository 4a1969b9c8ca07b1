using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Server.Http.Walk;

/// <summary>Whoever can open the admin socket is the local operator: the host's file permissions are the credential.</summary>
internal sealed class SocketReader : ICredentialReader
{
    public IReadOnlyList<ListenerName> Listeners { get; } = [ListenerName.AdminSocket];

    public ValueTask<(Principal? Principal, bool Presented)> ReadAsync(HttpContext http) => new((Principal.LocalOperator, true));
}
