using Breakwater.Server.Access.Principals;
using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Server.Http.Walk;

/// <summary>Who is speaking, by the credential that the listener takes. Nothing else of a request is looked at (law 1).</summary>
internal sealed class RequestAuthentication
{
    private readonly Dictionary<ListenerName, ICredentialReader> readers = [];

    public RequestAuthentication(IEnumerable<ICredentialReader> readers)
    {
        foreach (var reader in readers)
        {
            foreach (var listener in reader.Listeners)
            {
                this.readers.Add(listener, reader);
            }
        }
    }

    /// <summary>Null: nobody. <c>Presented</c>: there was a credential, and it does not verify.</summary>
    public ValueTask<(Principal? Principal, bool Presented)> AuthenticateAsync(ListenerName listener, HttpContext http) =>
        readers.TryGetValue(listener, out var reader) ? reader.ReadAsync(http) : new((null, false));
}
