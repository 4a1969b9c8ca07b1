using System.Globalization;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Ledger.Basics;

/// <summary>Names everything of the ledger on disk; see docs/reference/ledger.md, On disk.</summary>
public sealed record LedgerFolder(string Path)
{
    public LedgerFolder(DataFolder data)
        : this(System.IO.Path.Combine(data.Path, "ledger"))
    {
    }

    /// <summary>The last checkpoint that was signed.</summary>
    public string Checkpoint => System.IO.Path.Combine(Path, "checkpoint");

    /// <summary>The private key that signs checkpoints; mode 0600.</summary>
    public string Key => System.IO.Path.Combine(Path, "key");

    /// <summary>The public keys (C2SP vkeys), one a line, the present one last.</summary>
    public string PublicKeys => System.IO.Path.Combine(Path, "keys.pub");

    /// <summary>The keys of subjects, and by what an identity finds its own; zeroed, and so forgotten, one by one.</summary>
    public string SubjectKeys => System.IO.Path.Combine(Path, "subject-keys");

    public string Journals => System.IO.Path.Combine(Path, "journal");

    public string Segments => System.IO.Path.Combine(Path, "segments");

    public string Indexes => System.IO.Path.Combine(Path, "index");

    public string Journal(long segment) => System.IO.Path.Combine(Journals, $"{Name(segment)}.journal");

    public string Segment(long segment) => System.IO.Path.Combine(Segments, $"{Name(segment)}.segment");

    public string Index(long segment) => System.IO.Path.Combine(Indexes, $"{Name(segment)}.index");

    /// <summary>The numbers of the files with this extension in the folder, in order. What is named otherwise is none of ours.</summary>
    public static long[] Numbers(string folder, string extension) => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateFiles(folder, $"*{extension}")
            .Select(f => System.IO.Path.GetFileNameWithoutExtension(f))
            .Where(n => long.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Name(number) == n)
            .Select(n => long.Parse(n, CultureInfo.InvariantCulture))
            .Order()];

    private static string Name(long segment) => segment.ToString("D8", CultureInfo.InvariantCulture);
}
