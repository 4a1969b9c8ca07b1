using System.IO.Pipelines;

namespace Breakwater.Server.Gateway.Serving;

/// <summary>A connection that has not said CONNECT.</summary>
/// <param name="since">The timestamp of its TLS handshake's end.</param>
internal sealed class Arrival(PipeReader input, long since)
{
    private readonly Lock gate = new();
    private bool hasLeft;
    private bool isGivenUp;

    public long Since => since;

    /// <summary>Ends its read, unless it has left: whoever reads then must not be disturbed.</summary>
    public void GiveUp()
    {
        lock (gate)
        {
            if (!hasLeft && !isGivenUp)
            {
                isGivenUp = true;
                input.CancelPendingRead();
            }
        }
    }

    /// <summary>False: it has been given up.</summary>
    public bool TryLeave()
    {
        lock (gate)
        {
            hasLeft = true;
            return !isGivenUp;
        }
    }
}
