using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Contracts.Devices;

namespace Breakwater.Server.Gateway.Topics;

/// <summary>A topic profile as a JSON file (comments allowed); docs/reference/topic-profiles.md describes it.</summary>
internal sealed record TopicProfileFile
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Variables that take one value a connection: the firmware's own name for its device.</summary>
    public IReadOnlyList<string>? Bindings { get; init; }

    public required IReadOnlyList<PublishLine> Publish { get; init; }

    public IReadOnlyList<CommandLine>? Commands { get; init; }

    public IReadOnlyList<string>? Subscribe { get; init; }

    /// <summary>Reads a file, or throws a <see cref="FormatException"/> that names file and fault.</summary>
    public static TopicProfile Load(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), TopicProfileJson.Default.TopicProfileFile)
                ?? throw new FormatException("the file says null");
            return file.Compile();
        }
        catch (Exception exception) when (exception is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{path}: {exception.Message}", exception);
        }
    }

    private TopicProfile Compile()
    {
        if (Models.Count == 0)
        {
            throw new FormatException("models: name at least one device model that speaks this profile");
        }

        var bindings = (Bindings ?? []).ToHashSet(StringComparer.Ordinal);
        return new TopicProfile(
            Name,
            Models,
            [.. Publish.Select(line => line.Compile(bindings))],
            [.. (Commands ?? []).Select(line => line.Compile(bindings))],
            [.. (Subscribe ?? []).Select(text => TopicTemplate.Parse(text, bindings))],
            Desired: null,
            ReportedAccepted: null,
            ReportedRejected: null);
    }
}

/// <summary>One line of <c>publish</c>.</summary>
internal sealed record PublishLine
{
    public required string Topic { get; init; }

    public required IReadOnlyList<Meaning> To { get; init; }

    public string? Name { get; init; }

    public string? Path { get; init; }

    public ReportedLayout Layout { get; init; }

    public DocumentEncoding Encoding { get; init; }

    public string? ContentType { get; init; }

    public PublishRule Compile(IReadOnlySet<string> bindings)
    {
        if (To.Any(m => m is Meaning.Telemetry or Meaning.Map or Meaning.Event) && string.IsNullOrEmpty(Name))
        {
            throw new FormatException($"publish '{Topic}': telemetry, map and event need a name");
        }

        return new PublishRule(
            TopicTemplate.Parse(Topic, bindings),
            [.. To.Select(m => m switch
            {
                Meaning.Telemetry => RouteKind.Telemetry,
                Meaning.Reported => string.IsNullOrEmpty(Path) ? RouteKind.ReportedPatch : RouteKind.ReportedValue,
                Meaning.Map => RouteKind.Map,
                Meaning.Event => RouteKind.Event,
                _ => RouteKind.Ignored,
            })],
            Name ?? "",
            Path ?? "",
            Layout,
            Encoding,
            ContentType);
    }
}

/// <summary>One line of <c>commands</c>.</summary>
internal sealed record CommandLine
{
    public required string Command { get; init; }

    public required string Topic { get; init; }

    public string? Payload { get; init; }

    public bool CompletesOnDelivery { get; init; }

    public CommandClass Class { get; init; } = CommandClass.Moves;

    public CommandRule Compile(IReadOnlySet<string> bindings) => Command == CommandRule.AnyCommand && Class < CommandClass.Moves
        ? throw new FormatException("commands '*': a harmless command is named; of one that nobody has named nothing is known")
        : new CommandRule(Command, TopicTemplate.Parse(Topic, bindings), Payload, CompletesOnDelivery, Class);
}

internal enum Meaning
{
    Telemetry,
    Reported,
    Map,
    Event,
    Ignored,
}

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(TopicProfileFile))]
internal sealed partial class TopicProfileJson : JsonSerializerContext;
