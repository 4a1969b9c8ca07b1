using System.Text.Json;
using System.Text.Json.Nodes;
using Breakwater.Server.Devices.Rules;

namespace Breakwater.Server.Devices.Twins;

/// <summary>JSON merge patch, RFC 7396, within limits.</summary>
internal static class MergePatch
{
    /// <summary>Applies the patch; the result says why not, or carries the new document. The target is not changed.</summary>
    public static MergeResult Apply(string target, ReadOnlyMemory<byte> patch, int maximumBytes, int maximumDepth)
    {
        if (patch.Length > maximumBytes)
        {
            return MergeResult.Refused($"The patch is larger than {maximumBytes} bytes.");
        }

        JsonNode? parsed;
        try
        {
            parsed = JsonNode.Parse(patch.Span, documentOptions: new JsonDocumentOptions
            {
                MaxDepth = maximumDepth,
                AllowDuplicateProperties = false,
            });
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return MergeResult.Refused($"The patch is not JSON of at most {maximumDepth} levels: {exception.Message}");
        }

        if (parsed is not JsonObject members)
        {
            return MergeResult.Refused("The patch of a twin is a JSON object.");
        }

        if (Json.TryElement(patch.Span) is null)
        {
            return MergeResult.Refused("The patch holds an escaped surrogate without its other half, which is no text.");
        }

        var document = (JsonObject)Merge(JsonNode.Parse(target), members)!;
        var merged = document.ToJsonString();
        if (System.Text.Encoding.UTF8.GetByteCount(merged) > maximumBytes)
        {
            return MergeResult.Refused($"The document would be larger than {maximumBytes} bytes.");
        }

        return DepthOf(document) > maximumDepth
            ? MergeResult.Refused($"The document would be deeper than {maximumDepth} levels.")
            : MergeResult.Merged(merged);
    }

    /// <summary>RFC 7396 §2, the MergePatch function.</summary>
    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject members)
        {
            return patch?.DeepClone();
        }

        var result = target as JsonObject ?? [];
        foreach (var (name, value) in members)
        {
            if (value is null)
            {
                result.Remove(name);
            }
            else
            {
                var current = result[name];
                result.Remove(name);
                result[name] = Merge(current, value);
            }
        }

        return result;
    }

    private static int DepthOf(JsonNode? node) => node switch
    {
        JsonObject members => 1 + (members.Count == 0 ? 0 : members.Max(m => DepthOf(m.Value))),
        JsonArray items => 1 + (items.Count == 0 ? 0 : items.Max(DepthOf)),
        _ => 0,
    };
}

/// <summary>The outcome of a merge: the document, or why there is none.</summary>
internal readonly record struct MergeResult(string? Document, string? Refusal)
{
    public static MergeResult Merged(string document) => new(document, null);

    public static MergeResult Refused(string reason) => new(null, reason);
}
