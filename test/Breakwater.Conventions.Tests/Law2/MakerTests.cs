namespace Breakwater.Conventions.Tests.Law2;

/// <summary>Permits, principals, leases and endings are made where the design says, and by nobody else.</summary>
public sealed class MakerTests
{
    /// <summary>Types whose every method that other code can call is a maker.</summary>
    private static readonly string[] Mints = ["Permit/Mint", "FleetPermit/Mint", "Principal/Credentials", "RevocationScope/Maker"];

    [Fact]
    public void Makers_AreCalled_OnlyByTheListed() => Assert.Empty(Assemblies.All.SelectMany(Makers.Strangers));

    [Fact]
    public void Callers_ThatAreListed_Call() =>
        Assert.Equal(
            Makers.Callers.SelectMany(m => m.Value.Select(c => $"{c} calls {m.Key}")).Order(StringComparer.Ordinal),
            Makers.Calls(Assemblies.Server).Select(c => $"{c.Caller} calls {c.Method}").Order(StringComparer.Ordinal));

    [Fact]
    public void Mints_HaveNoMethod_ThatIsNotListed()
    {
        var methods = Assemblies.TypesOf(Assemblies.Server)
            .Where(t => Mints.Any(m => t.FullName.EndsWith($".{m}", StringComparison.Ordinal)))
            .SelectMany(t => t.Methods).Where(m => !m.IsPrivate && !m.IsConstructor)
            .Select(m => Code.NameOf(m)["Breakwater.Server.".Length..]);
        Assert.Empty(methods.Except(Makers.Callers.Keys));
    }

    [Fact]
    public void Permits_AreKept_OnlyByTheListed() =>
        Assert.Equal(KeptPermits.Keepers, KeptPermits.Fields(Assemblies.Server).Order(StringComparer.Ordinal));
}
