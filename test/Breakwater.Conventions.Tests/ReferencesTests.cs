using Mono.Cecil;

namespace Breakwater.Conventions.Tests;

/// <summary>The rules see only what <see cref="References"/> sees.</summary>
public sealed class ReferencesTests
{
    [Theory]
    [InlineData(typeof(IConstrained<>), typeof(IMark))]
    [InlineData(typeof(ConstrainedMethod), typeof(IMark))]
    [InlineData(typeof(CaughtException), typeof(TimeoutException))]
    [InlineData(typeof(AttributedType), typeof(MarkAttribute))]
    [InlineData(typeof(AttributedType), typeof(IMark))]
    [InlineData(typeof(AttributedParameter), typeof(IMark))]
    public void Of_ATypeThatNamesAnother_HasTheOther(Type type, Type named)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(ReferencesTests).Assembly.Location);
        var definition = Assemblies.TypesOf(assembly).Single(t => t.Name == type.Name);
        Assert.Contains(named.Name, References.Of(definition).Select(r => r.Name));
    }

    private interface IMark;

    private interface IConstrained<T>
        where T : IMark;

    private static class ConstrainedMethod
    {
        public static bool IsNone<T>(T value)
            where T : IMark => value is null;
    }

    private static class CaughtException
    {
        public static bool IsLate(Action action)
        {
            try
            {
                action();
                return false;
            }
            catch (TimeoutException)
            {
                return true;
            }
        }
    }

    [Mark(Types = [typeof(IMark)])]
    private static class AttributedType;

    private static class AttributedParameter
    {
        public static int Same([Mark(Types = [typeof(IMark)])] int value) => value;
    }

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Parameter)]
    private sealed class MarkAttribute : Attribute
    {
        public Type[] Types { get; init; } = [];
    }
}
