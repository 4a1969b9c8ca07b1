using System.Collections.Immutable;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Ledger.Log;

/// <summary>What of the log lies in its folder when it is opened: segments without a gap, and behind them the journals.</summary>
internal static class LogFiles
{
    /// <exception cref="LedgerDamagedException">What is there is not what was written.</exception>
    public static (ImmutableArray<SegmentInfo> Segments, ImmutableArray<Journal> Journals) Open(LedgerFolder folder, bool readOnly)
    {
        var segments = OpenSegments(folder);
        return (segments, OpenJournals(folder, segments.Length, readOnly));
    }

    public static void MakeFolders(LedgerFolder folder)
    {
        foreach (var path in (string[])[folder.Path, folder.Journals, folder.Segments, folder.Indexes])
        {
            Directory.CreateDirectory(path, DurableFile.PrivateFolder);
        }

        DirectorySync.Flush(folder.Path);
        DirectorySync.Flush(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder.Path)))!);
    }

    private static ImmutableArray<Journal> OpenJournals(LedgerFolder folder, int segments, bool readOnly)
    {
        var journals = new List<Journal>();
        try
        {
            var numbers = LedgerFolder.Numbers(folder.Journals, ".journal");
            var next = (long)segments;
            foreach (var number in numbers)
            {
                if (number < segments)
                {
                    // It was sealed; the server ended before it could be removed.
                    if (!readOnly)
                    {
                        File.Delete(folder.Journal(number));
                    }

                    continue;
                }

                if (number != next)
                {
                    throw new LedgerDamagedException($"{folder.Journal(next)} is missing (entries from {next * SegmentFormat.Entries}), though a later one is there.");
                }

                journals.Add(Journal.Recover(folder.Journal(number), number, isLast: number == numbers[^1], readOnly));
                next++;
            }

            if (!readOnly && (journals.Count == 0 || journals[^1].Count == SegmentFormat.Entries))
            {
                journals.Add(Journal.Create(folder.Journal(next), next));
            }

            return [.. journals];
        }
        catch
        {
            journals.ForEach(j => j.Dispose());
            throw;
        }
    }

    private static ImmutableArray<SegmentInfo> OpenSegments(LedgerFolder folder)
    {
        var segments = ImmutableArray.CreateBuilder<SegmentInfo>();
        foreach (var number in LedgerFolder.Numbers(folder.Segments, ".segment"))
        {
            if (number != segments.Count)
            {
                throw new LedgerDamagedException($"{folder.Segment(segments.Count)} is missing (entries from {(long)segments.Count * SegmentFormat.Entries}).");
            }

            using var file = SegmentFile.Open(folder.Segment(number), number);
            segments.Add(file.Info);
        }

        return segments.ToImmutable();
    }
}
