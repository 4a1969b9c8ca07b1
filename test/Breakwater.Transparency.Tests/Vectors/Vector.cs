using System.Text.Json;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Tests.Vectors;

internal static class Vector
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static T[] Read<T>(string file) =>
        JsonSerializer.Deserialize<T[]>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", file)), Options)
        ?? throw new InvalidOperationException($"{file} is empty.");

    /// <summary>Null if one of them is no hash.</summary>
    public static TreeHash[]? Hashes(params string[] base64)
    {
        var bytes = base64.Select(Convert.FromBase64String).ToArray();
        return bytes.All(b => b.Length == TreeHash.Size) ? [.. bytes.Select(b => new TreeHash(b))] : null;
    }
}
