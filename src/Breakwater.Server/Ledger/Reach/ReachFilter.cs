using System.Text;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Reach.Touches;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Holds entries against a question. Immutable.</summary>
internal sealed class ReachFilter
{
    /// <summary>With more subjects than these it is faster to parse every entry than to search it for each of them.</summary>
    private const int MostTexts = 8;

    private readonly long since;
    private readonly long until;
    private readonly HashSet<ulong> subjects;
    private readonly ulong except;
    private readonly byte[][] texts;

    public ReachFilter(ReachQuestion question)
    {
        Kind = question.Kind;
        except = question.Except.Value;
        (since, until) = (question.Since ?? long.MinValue, question.Until ?? long.MaxValue);
        subjects = [.. question.Subjects.Select(s => s.Value)];
        Keys = Kind == ReachKind.Device ? [DeviceBits.Of(question.Device)] : [.. question.Subjects.Select(s => (UInt128)s.Value)];
        string[] names = Kind == ReachKind.Device ? [question.Device.ToString()] : [.. question.Subjects.Select(s => s.ToString())];
        texts = names.Length <= MostTexts ? [.. names.Select(Encoding.ASCII.GetBytes)] : [];
    }

    public ReachKind Kind { get; }

    /// <summary>What to look up in directories; in ascending order.</summary>
    public UInt128[] Keys { get; }

    /// <summary>Some of the time is asked for.</summary>
    public bool Overlaps(long first, long last) => first < until && last >= since;

    /// <summary>What this actor did is asked for.</summary>
    public bool Wants(ulong actor) => except == 0 || actor != except;

    /// <summary>All of the time is asked for.</summary>
    public bool Covers(long first, long last) => first >= since && last < until;

    /// <summary>False when the entry cannot match, whatever it says. Much faster than parsing it.</summary>
    public bool MayMatch(ReadOnlySpan<byte> entry)
    {
        foreach (var text in texts)
        {
            if (entry.IndexOf(text) >= 0)
            {
                return true;
            }
        }

        return texts.Length == 0;
    }

    /// <summary>
    /// The entry is asked for, whether it touches anything or not: somebody did it or was refused, or it happened to somebody. An event that names a pseudonym
    /// anywhere is about it.
    /// </summary>
    public bool Concerns(EntryFields entry, ReadOnlySpan<byte> bytes) => Covers(entry.Time, entry.Time) && Wants(entry.Actor) && (IsOf(entry) || IsNamed(entry.Type, bytes));

    /// <summary>The entry is a touch, and asked for.</summary>
    public bool Matches(EntryFields entry) => entry.IsTouch && Covers(entry.Time, entry.Time) && Wants(entry.Actor) && IsOf(entry);

    private bool IsOf(EntryFields entry) => Kind switch
    {
        ReachKind.Actor => subjects.Contains(entry.Actor),
        ReachKind.Credential => subjects.Contains(entry.Credential),
        ReachKind.Source => subjects.Contains(entry.Source),
        _ => entry.Device == Keys[0],
    };

    private bool IsNamed(EntryType type, ReadOnlySpan<byte> entry) =>
        Kind is ReachKind.Actor or ReachKind.Credential && !type.IsAccess() && texts.Length > 0 && MayMatch(entry);
}
