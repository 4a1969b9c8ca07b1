namespace Breakwater.Conventions.Tests.Law2;

/// <summary>Law 6 rests on it: nothing ends without a number.</summary>
public sealed class EndingTests
{
    [Fact]
    public void Endings_HaveAScope()
    {
        Assert.NotEmpty(Endings.All);
        Listed.None(Endings.Unnumbered(Assemblies.Server));
    }

    /// <summary>Whoever could set them from outside could end something without a number.</summary>
    [Fact]
    public void Endings_CannotBeSetFromOutside() =>
        Listed.None(Endings.All
            .Where(p => p.SetMethod is { IsPrivate: false } set && set.ReturnType is not Mono.Cecil.RequiredModifierType)
            .Select(p => p.FullName));
}
