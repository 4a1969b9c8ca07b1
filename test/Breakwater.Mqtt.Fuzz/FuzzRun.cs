namespace Breakwater.Mqtt.Fuzz;

/// <summary>Feeds random bytes, valid packets and mutations of valid packets to <see cref="CodecInvariants"/>.</summary>
public static class FuzzRun
{
    private const int InputsBetweenClockReads = 256;

    public static FuzzOutcome ForDuration(int seed, TimeSpan duration, TimeProvider time)
    {
        long start = time.GetTimestamp();
        return Run(seed, inputs => inputs % InputsBetweenClockReads == 0 && time.GetElapsedTime(start) >= duration, time);
    }

    public static FuzzOutcome ForInputs(int seed, long count) => Run(seed, inputs => inputs >= count, TimeProvider.System);

    private static FuzzOutcome Run(int seed, Func<long, bool> isDone, TimeProvider time)
    {
        Random random = new(seed);
        RandomPackets packets = new(random);
        Mutation mutation = new(random);
        CodecInvariants invariants = new(random);
        long start = time.GetTimestamp();
        long inputs = 0;
        string? failure = null;
        while (failure is null && !isDone(inputs))
        {
            byte[] input = Next(random, packets, mutation);
            inputs++;
            try
            {
                invariants.Check(input);
            }
            catch (Exception exception)
            {
                failure = $"input {inputs}: {Convert.ToHexString(input)}: {exception}";
            }
        }

        return new FuzzOutcome(seed, inputs, invariants.Frames, invariants.Accepted, time.GetElapsedTime(start), failure);
    }

    private static byte[] Next(Random random, RandomPackets packets, Mutation mutation)
    {
        if (random.Next(8) == 0)
        {
            byte[] noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            return noise;
        }

        byte[] valid = packets.Next();
        return random.Next(8) == 0 ? valid : mutation.Of(valid);
    }
}
