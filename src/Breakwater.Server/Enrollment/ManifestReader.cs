using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Breakwater.Contracts;

namespace Breakwater.Server.Enrollment;

/// <summary>Reads manifest rows from newline-delimited JSON (https://github.com/ndjson/ndjson-spec: LF, a CR before it ignored, blank lines skipped).</summary>
internal static class ManifestReader
{
    /// <param name="progress">Called whenever this many more rows were read.</param>
    public static async Task ReadAsync(
        PipeReader reader, StagedManifest manifest, int progressRows, Func<Task> progress, CancellationToken cancellationToken)
    {
        var reported = 0;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var rest = result.Buffer;
            try
            {
                AddLines(ref rest, result.IsCompleted, manifest);
            }
            finally
            {
                reader.AdvanceTo(rest.Start, rest.End);
            }

            if (manifest.Read - reported >= progressRows)
            {
                reported = manifest.Read;
                await progress();
            }

            if (result.IsCompleted || manifest.IsOverfull)
            {
                return;
            }
        }
    }

    private static void AddLines(ref ReadOnlySequence<byte> rest, bool isCompleted, StagedManifest manifest)
    {
        while (!manifest.IsOverfull && rest.PositionOf((byte)'\n') is { } end)
        {
            AddLine(rest.Slice(0, end), manifest);
            rest = rest.Slice(rest.GetPosition(1, end));
        }

        if (isCompleted || rest.Length > ManifestRules.LongestLine)
        {
            // The last line, or one that is too long: its pieces are bad rows, and memory stays bounded.
            AddLine(rest, manifest);
            rest = rest.Slice(rest.End);
        }
    }

    private static void AddLine(ReadOnlySequence<byte> line, StagedManifest manifest)
    {
        Span<byte> copy = stackalloc byte[ManifestRules.LongestLine];
        if (line.Length > ManifestRules.LongestLine)
        {
            manifest.Add(null);
            return;
        }

        line.CopyTo(copy);
        var text = copy[..(int)line.Length].TrimEnd((byte)'\r');
        if (text.TrimStart(" \t"u8).IsEmpty)
        {
            return;
        }

        try
        {
            manifest.Add(JsonSerializer.Deserialize(text, ContractsJson.Default.ManifestRow));
        }
        catch (JsonException)
        {
            manifest.Add(null);
        }
    }
}
