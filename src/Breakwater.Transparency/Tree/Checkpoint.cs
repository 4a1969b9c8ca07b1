using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Breakwater.Transparency.Encodings;

namespace Breakwater.Transparency.Tree;

/// <summary>The head of a log: which log, how many entries, the root over them (C2SP tlog-checkpoint).</summary>
public sealed record Checkpoint
{
    /// <exception cref="ArgumentException">The origin is empty, has a control character or no UTF-8 form; the size is negative; or it is 0
    /// and the root not that of the empty tree.</exception>
    public Checkpoint(string origin, long size, TreeHash root)
    {
        if (origin.Length == 0 || origin.Contains('\n', StringComparison.Ordinal) || !NoteText.IsValid(origin + "\n"))
        {
            throw new ArgumentException("An origin is one line of text.", nameof(origin));
        }

        if (size < 0 || (size == 0 && root != TreeHash.Empty))
        {
            throw new ArgumentException("No tree of that size has that root.", nameof(size));
        }

        Origin = origin;
        Size = size;
        Root = root;
    }

    /// <summary>Identifies the log.</summary>
    public string Origin { get; }

    /// <summary>Entries in the tree.</summary>
    public long Size { get; }

    public TreeHash Root { get; }

    /// <summary>Lines below the root, each with its newline, that mean nothing to this library. Usually empty.</summary>
    public string Extensions { get; private init; } = "";

    /// <summary>Reads the text of a note.</summary>
    public static bool TryParse(string noteText, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;

        // tlog-checkpoint, Note text: three lines or more, none of them empty.
        if (!NoteText.IsValid(noteText) || noteText[0] == '\n' || noteText.Contains("\n\n", StringComparison.Ordinal))
        {
            return false;
        }

        var rest = noteText.AsSpan();
        var origin = NextLine(ref rest);
        if (!DecimalText.TryParse(NextLine(ref rest), out var size)
            || !TreeHash.TryParse(NextLine(ref rest), out var root)
            || (size == 0 && root != TreeHash.Empty))
        {
            return false;
        }

        checkpoint = new Checkpoint(origin.ToString(), size, root) { Extensions = rest.ToString() };
        return true;
    }

    /// <summary>The text that is signed.</summary>
    public string ToText() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Root}\n{Extensions}");

    /// <summary>The next line without its newline; empty where there is none.</summary>
    private static ReadOnlySpan<char> NextLine(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf('\n');
        var line = end < 0 ? [] : rest[..end];
        rest = rest[(end + 1)..];
        return line;
    }
}
