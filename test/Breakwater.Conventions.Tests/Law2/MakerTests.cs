namespace Breakwater.Conventions.Tests.Law2;

/// <summary>Permits, principals, leases and endings are made where the design says, and by nobody else.</summary>
public sealed class MakerTests
{
    /// <summary>Types whose every method that other code can call is a maker.</summary>
    private static readonly string[] Mints = ["Permit/Mint", "FleetPermit/Mint", "Principal/Credentials", "RevocationScope/Maker"];

    [Fact]
    public void Makers_AreCalled_OnlyByTheListed() => Listed.None(Assemblies.All.SelectMany(Makers.Strangers));

    [Fact]
    public void Callers_ThatAreListed_Call() =>
        Listed.Exactly(
            Makers.Callers.SelectMany(m => m.Value.Select(c => $"{c} calls {m.Key}")), Makers.Calls(Assemblies.Server).Select(c => $"{c.Caller} calls {c.Method}"));

    [Fact]
    public void Mints_HaveNoMethod_ThatIsNotListed()
    {
        var methods = Assemblies.TypesOf(Assemblies.Server)
            .Where(t => Mints.Any(m => t.FullName.EndsWith($".{m}", StringComparison.Ordinal)))
            .SelectMany(t => t.Methods).Where(m => !m.IsPrivate && !m.IsConstructor)
            .Select(m => Code.NameOf(m)["Breakwater.Server.".Length..]);
        Listed.None(methods.Except(Makers.Callers.Keys));
    }

    [Fact]
    public void Permits_AreKept_OnlyByTheListed() =>
        Listed.Exactly(KeptPermits.Keepers, KeptPermits.Fields(Assemblies.Server));
}
