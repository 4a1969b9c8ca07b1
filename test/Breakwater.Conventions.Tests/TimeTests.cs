using Mono.Cecil;

namespace Breakwater.Conventions.Tests;

/// <summary>Times are written by RFC 3339, in UTC. Without a format a time writes itself month first, and with its own offset.</summary>
public sealed class TimeTests
{
    private static readonly string[] Times = ["System.DateTimeOffset", "System.DateTime", "System.DateOnly", "System.TimeOnly"];

    [Fact]
    public void Text_HasNoTimeWithoutAFormat() => Listed.None(
        from assembly in Assemblies.All
        from method in Code.Methods(assembly)
        from called in Code.Called(method)
        where WritesATime(called)
        select $"{Code.Owner(method)}.{Code.SourceName(method)} calls {called.FullName}");

    /// <summary>A format in the template would be one for the text; as a value of the event, as machines read it, a time would still write itself.</summary>
    [Fact]
    public void LogEvents_HaveNoBareTime() => Listed.None(
        from method in LogEventTests.Methods()
        from parameter in method.Parameters
        where IsTime(parameter.ParameterType)
        select $"{method.FullName} has {parameter.Name}");

    private static bool WritesATime(MethodReference called) => called.Name switch
    {
        // With one argument: with a format there are more.
        "AppendFormatted" => called is GenericInstanceMethod { GenericArguments: [var of], Parameters.Count: 1 } && IsTime(of),
        "ToString" => called.Parameters.Count == 0 && IsTime(called.DeclaringType),
        _ => false,
    };

    private static bool IsTime(TypeReference type) =>
        Times.Contains(type.FullName) || (type is GenericInstanceType { GenericArguments: [var of], Name: "Nullable`1" } && IsTime(of));
}
