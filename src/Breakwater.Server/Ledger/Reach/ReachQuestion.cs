using System.Collections.Immutable;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Reach;

/// <summary>Who touched what, between when and when. Refusals, and what a device does to itself, are no touches.</summary>
public sealed record ReachQuestion
{
    /// <summary>Pseudonyms in one question: each is looked up in every segment.</summary>
    public const int MostSubjects = 1000;

    private ReachQuestion(ReachKind kind, ImmutableArray<SubjectId> subjects, DeviceId device, long? since, long? until) =>
        (Kind, Subjects, Device, Since, Until) = (kind, subjects, device, since, until);

    public ReachKind Kind { get; }

    /// <summary>In order, each once; empty when the question is about a device.</summary>
    public ImmutableArray<SubjectId> Subjects { get; }

    /// <summary>Whose touches do not count; nobody's, if it is <c>default</c>.</summary>
    public SubjectId Except { get; init; }

    /// <summary>Only set when the question is about a device.</summary>
    public DeviceId Device { get; }

    /// <summary>Unix time in milliseconds of the first moment that counts; null is the beginning of the ledger.</summary>
    public long? Since { get; }

    /// <summary>Unix time in milliseconds of the first moment that no longer counts; null is the end of the ledger.</summary>
    public long? Until { get; }

    /// <exception cref="ArgumentException">The kind is not one of subjects, or there are no subjects, or too many, or one of them is nobody.</exception>
    public static ReachQuestion OfSubjects(ReachKind kind, IEnumerable<SubjectId> subjects, long? since = null, long? until = null)
    {
        ImmutableArray<SubjectId> sorted = [.. subjects.Distinct().Order()];
        if (kind is not (ReachKind.Actor or ReachKind.Credential or ReachKind.Source))
        {
            throw new ArgumentException("A device is no subject.", nameof(kind));
        }

        if (sorted.Length is 0 or > MostSubjects || sorted[0].IsNobody)
        {
            throw new ArgumentException($"A question takes 1 to {MostSubjects} subjects, and nobody is none.", nameof(subjects));
        }

        return new ReachQuestion(kind, sorted, default, since, until);
    }

    /// <exception cref="ArgumentException">The id is <c>default</c>.</exception>
    public static ReachQuestion OfDevice(DeviceId device, long? since = null, long? until = null) => device == default
        ? throw new ArgumentException("default(DeviceId) names no device.", nameof(device))
        : new ReachQuestion(ReachKind.Device, [], device, since, until);
}
