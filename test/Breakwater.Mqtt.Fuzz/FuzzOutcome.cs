namespace Breakwater.Mqtt.Fuzz;

/// <summary>What a run did. <see cref="Failure"/> is null if every invariant held.</summary>
public sealed record FuzzOutcome(int Seed, long Inputs, long Frames, long Accepted, TimeSpan Elapsed, string? Failure)
{
    public override string ToString() =>
        $"seed {Seed}: {Inputs} inputs, {Frames} frames, {Accepted} accepted packets in {Elapsed.TotalSeconds:F1} s; "
        + (Failure ?? "every invariant held");
}
