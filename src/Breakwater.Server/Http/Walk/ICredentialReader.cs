using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Server.Http.Walk;

/// <summary>Reads the one credential that a listener takes. Nothing else of a request says who is speaking (law 1).</summary>
internal interface ICredentialReader
{
    /// <summary>The listeners whose requests it reads; each listener has one reader at most.</summary>
    IReadOnlyList<ListenerName> Listeners { get; }

    /// <summary>Null: nobody. <c>Presented</c>: there was a credential, whether or not it verifies.</summary>
    ValueTask<(Principal? Principal, bool Presented)> ReadAsync(HttpContext http);
}
