using Breakwater.Server.Hosting;
using Breakwater.Server.Rooms;
using Mono.Cecil;

namespace Breakwater.Conventions.Tests;

public sealed class LogEventTests
{
    /// <summary>As the rooms say; a room below the folder's own may leave it to that one.</summary>
    internal static Dictionary<string, EventIds> Ranges { get; } = Composition.Rooms
        .Where(r => r.LogEvents is not null)
        .ToDictionary(r => r.GetType().Namespace!.Split('.')[2], r => r.LogEvents!.Value);

    [Fact]
    public void EventIds_AreUnique()
    {
        var repeated = Events().GroupBy(e => e.Id).Where(g => g.Count() > 1).Select(g => $"{g.Key}: {string.Join(", ", g.Select(e => e.Method))}");
        Assert.Empty(repeated);
    }

    [Fact]
    public void EventIds_LieInTheRangeOfTheirCapability()
    {
        Assert.All(Events(), e =>
        {
            Assert.True(Ranges.TryGetValue(e.Folder, out var range), $"{e.Method} has the id {e.Id}, and no range is given to the folder '{e.Folder}'");
            Assert.True(e.Id >= range.First && e.Id <= range.Last, $"{e.Method} has the id {e.Id}; {e.Folder} has {range.First} to {range.Last}");
        });
    }

    /// <summary>Ids do not change, and those of Http and Hosting lie between each other since the first day.</summary>
    [Fact]
    public void Ranges_DoNotOverlap() => Listed.None(
        from one in Ranges
        from other in Ranges
        where string.CompareOrdinal(one.Key, other.Key) < 0 && one.Value.First <= other.Value.Last && other.Value.First <= one.Value.Last
        where (one.Key, other.Key) != ("Hosting", "Http")
        select $"{one.Key} and {other.Key}");

    /// <summary>What is absent would be written as <c>(null)</c>.</summary>
    [Fact]
    public void Messages_NameNothingThatMayBeAbsent() => Listed.None(
        from method in Methods()
        let message = (string)AttributeOf(method).ConstructorArguments[2].Value
        from parameter in method.Parameters
        where MayBeNull(method, parameter) && message.Contains($"{{{parameter.Name}}}", StringComparison.OrdinalIgnoreCase)
        select $"{method.FullName}: {parameter.Name}");

    /// <summary>Of all that is ours, not of the server only.</summary>
    internal static IEnumerable<MethodDefinition> Methods() =>
        from assembly in Assemblies.All
        from type in Assemblies.TypesOf(assembly)
        from method in type.Methods
        where method.CustomAttributes.Any(a => a.AttributeType.Name == "LoggerMessageAttribute")
        select method;

    private static CustomAttribute AttributeOf(MethodDefinition method) => method.CustomAttributes.Single(a => a.AttributeType.Name == "LoggerMessageAttribute");

    private static bool MayBeNull(MethodDefinition method, ParameterDefinition parameter) => parameter.ParameterType.Name == "Nullable`1"
        || (!parameter.ParameterType.IsValueType && (Annotation(parameter, "NullableAttribute") ?? Annotation(method, "NullableContextAttribute")
            ?? Annotation(method.DeclaringType, "NullableContextAttribute")) == 2);

    /// <summary>1: never null, 2: may be null.</summary>
    private static byte? Annotation(ICustomAttributeProvider of, string name) =>
        of.CustomAttributes.SingleOrDefault(a => a.AttributeType.Name == name)?.ConstructorArguments[0].Value switch
        {
            byte one => one,
            CustomAttributeArgument[] many => (byte)many[0].Value,
            _ => null,
        };

    /// <summary>Of the server, by id.</summary>
    internal static IEnumerable<(int Id, string Level, string Folder, string Message)> Texts() =>
        from type in Assemblies.TypesOf(Assemblies.Server)
        from method in type.Methods
        from attribute in method.CustomAttributes
        where attribute.AttributeType.Name == "LoggerMessageAttribute"
        let level = (Microsoft.Extensions.Logging.LogLevel)attribute.ConstructorArguments[1].Value
        orderby IdOf(attribute)
        select (IdOf(attribute), level.ToString(), FolderOf(type), (string)attribute.ConstructorArguments[2].Value);

    private static IEnumerable<(int Id, string Method, string Folder)> Events() =>
        from type in Assemblies.TypesOf(Assemblies.Server)
        from method in type.Methods
        from attribute in method.CustomAttributes
        where attribute.AttributeType.Name == "LoggerMessageAttribute"
        select (IdOf(attribute), method.FullName, FolderOf(type));

    private static string FolderOf(TypeDefinition type) => type.Namespace.Split('.').ElementAtOrDefault(2) ?? "";

    private static int IdOf(CustomAttribute attribute) => attribute.HasConstructorArguments
        ? (int)attribute.ConstructorArguments[0].Value
        : (int)attribute.Properties.Single(p => p.Name == "EventId").Argument.Value;
}
