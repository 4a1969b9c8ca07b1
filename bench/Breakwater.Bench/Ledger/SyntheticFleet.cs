namespace Breakwater.Bench.Ledger;

/// <summary>
/// Who there is in synthetic entries: devices, their owners with an equal share each, services and operators over all of them. Ids are random-looking
/// numbers that follow from the seed, so that a bench can name whom it asks about without keeping anybody.
/// </summary>
internal sealed record SyntheticFleet(ulong Seed)
{
    public int Devices { get; init; } = 1_000_000;

    public int Owners { get; init; } = 500_000;

    /// <summary>Their shares follow Zipf's law: the first is twice as busy as the second, and three times as the third.</summary>
    public int Services { get; init; } = 200;

    public int Operators { get; init; } = 20;

    public int DevicesPerOwner => Devices / Owners;

    public UInt128 Device(int number) => new(Id(1, (ulong)number), Id(2, (ulong)number));

    public ulong Owner(int number) => Id(3, (ulong)number);

    public ulong Service(int number) => Id(4, (ulong)number);

    public ulong Operator(int number) => Id(5, (ulong)number);

    /// <summary>Of the owner's home.</summary>
    public ulong Home(int owner) => Id(6, (ulong)owner);

    /// <summary>The owner's grant over one of its devices.</summary>
    public ulong Grant(int device) => Id(7, (ulong)device);

    /// <summary>Never zero. Kinds from 100 on are for whoever needs ids of its own.</summary>
    public ulong Id(int kind, ulong number) => Math.Max(1, Mix(Mix(Seed + (ulong)kind) ^ number));

    /// <summary>The output function of SplitMix64 (Steele, Lea, Flood 2014), which maps no two numbers to the same.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
