namespace Breakwater.Bench.Gateway;

/// <param name="Messages">In a round of batches; one at a time it is an eighth of that.</param>
internal sealed record GatewayPlan(int Connections, int Messages, int Payload, int Batch, int Rounds, IReadOnlySet<string> Scenarios)
{
    public const string Connect = "connect";
    public const string Batched = "batched";
    public const string Single = "single";
    public const string Memory = "memory";

    public static readonly IReadOnlyList<string> AllScenarios = [Connect, Batched, Single, Memory];

    public int BatchedPerDevice => PerDevice(Messages, Batch);

    public int SinglePerDevice => PerDevice(Messages / 8, 1);

    public bool Has(string scenario) => Scenarios.Contains(scenario);

    /// <summary>Each device publishes whole batches.</summary>
    private int PerDevice(int messages, int batch) => Math.Max(1, messages / Connections / batch) * batch;
}
