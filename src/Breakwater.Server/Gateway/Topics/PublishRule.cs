namespace Breakwater.Server.Gateway.Topics;

/// <summary>A profile's line for topics that the device publishes.</summary>
/// <param name="To">The meanings, all of which apply.</param>
/// <param name="Name">Of the stream, map, event or command: text with variables.</param>
/// <param name="Path">Of the reported value: levels with variables; empty for a whole patch.</param>
internal sealed record PublishRule(
    TopicTemplate Topic,
    IReadOnlyList<RouteKind> To,
    string Name,
    string Path,
    ReportedLayout Layout,
    DocumentEncoding Encoding,
    string? ContentType)
{
    public PublishRoute[] RoutesOf(IReadOnlyDictionary<string, string> captures)
    {
        var name = Fill(Name, captures);
        var path = Layout.Arrange(Fill(Path, captures));
        return [.. To.Select(kind => new PublishRoute(kind, name, path, Encoding, ContentType))];
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> captures)
    {
        foreach (var (name, value) in captures)
        {
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        return text;
    }
}

/// <summary>How topic levels become members of the reported state.</summary>
internal enum ReportedLayout
{
    /// <summary>Each level is a member.</summary>
    Plain,

    /// <summary>Homie 4: a property's value and its <c>$attributes</c> share a topic prefix, so the value gets a member of its own, <c>value</c>.</summary>
    Homie,
}

internal static class ReportedLayouts
{
    public static string[] Arrange(this ReportedLayout layout, string path)
    {
        var levels = path.Length == 0 ? [] : path.Split('/');
        return layout == ReportedLayout.Homie && levels.Length > 0 && !levels[^1].StartsWith('$') ? [.. levels, "value"] : levels;
    }
}
