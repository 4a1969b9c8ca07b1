namespace Breakwater.Bench.Connections;

/// <param name="Seconds">Of each phase: without the idle connections, and with them.</param>
internal sealed record ConnectionsPlan(int Idle, int Honest, int Seconds)
{
    public const int Payload = 105;
}
