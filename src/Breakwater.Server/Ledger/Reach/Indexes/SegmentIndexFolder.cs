using System.Globalization;

namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>The folder of the index files: one for each sealed segment, named by the segment's number.</summary>
internal static class SegmentIndexFolder
{
    private const string Extension = ".index";

    public static string PathOf(string folder, long segment) =>
        Path.Combine(folder, segment.ToString("D8", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Path by segment. What is named otherwise is none of ours.</summary>
    public static IReadOnlyDictionary<long, string> List(string folder)
    {
        var files = new Dictionary<long, string>();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + Extension))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var segment)
                && PathOf(folder, segment) == path)
            {
                files[segment] = path;
            }
        }

        return files;
    }
}
