using System.Text;

namespace Breakwater.Drills.Romo.Evidence;

/// <summary>The foreign robots that one attempt saw or moved, and some proof.</summary>
internal sealed class Sightings(Watchlist watchlist)
{
    private const int KeptEvidence = 5;
    private const int EvidenceLength = 160;

    private readonly Lock gate = new();
    private readonly HashSet<string> serials = [];
    private readonly List<string> evidence = [];

    public int Count
    {
        get
        {
            lock (gate)
            {
                return serials.Count;
            }
        }
    }

    public IReadOnlyList<string> Evidence
    {
        get
        {
            lock (gate)
            {
                return [.. evidence];
            }
        }
    }

    public IReadOnlyCollection<string> Serials
    {
        get
        {
            lock (gate)
            {
                return [.. serials];
            }
        }
    }

    /// <param name="said">What the attacker said himself.</param>
    public void Observe(string where, ReadOnlyMemory<byte> content, string said = "")
    {
        foreach (var (serial, token) in watchlist.Find(content, said))
        {
            Add(serial, $"{where}: {token} in {Shorten(content)}");
        }

        foreach (var (serial, token) in watchlist.Find(Encoding.UTF8.GetBytes(where), said))
        {
            Add(serial, $"{where}: named {token}");
        }
    }

    public void Add(string serial, string proof)
    {
        lock (gate)
        {
            if (serials.Add(serial) && evidence.Count < KeptEvidence)
            {
                evidence.Add(proof);
            }
        }
    }

    private static string Shorten(ReadOnlyMemory<byte> content) =>
        Encoding.UTF8.GetString(content.Span[..Math.Min(content.Length, EvidenceLength)]);
}
