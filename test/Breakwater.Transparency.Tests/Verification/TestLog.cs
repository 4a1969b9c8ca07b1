using System.Buffers;
using System.Text;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;
using Breakwater.Transparency.Tests.Tree;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Tests.Verification;

/// <summary>A log with its files, by their paths.</summary>
internal sealed class TestLog
{
    public const string Origin = "example.com/log";

    private readonly byte[][] _entries;
    private readonly RememberedTree _tree;

    /// <param name="flavour">Another one makes other entries.</param>
    public TestLog(int size, NoteSigner? signer = null, string flavour = "entry")
    {
        Signer = signer ?? NoteSigner.Generate(Origin);
        Size = size;
        _entries = [.. Enumerable.Range(0, size).Select(i => Encoding.UTF8.GetBytes($"{flavour} {i}"))];
        _tree = new RememberedTree([.. _entries.Select(e => TreeHash.OfLeaf(e))]);
        Write();
    }

    public NoteSigner Signer { get; }

    public int Size { get; }

    public Dictionary<string, byte[]> Files { get; } = [];

    public byte[] Entry(int index) => _entries[index];

    public SignedCheckpoint Checkpoint(int size) =>
        SignedCheckpoint.Sign(new Checkpoint(Origin, size, MerkleTree.Root(size, _tree.Node)), Signer);

    public SignedCheckpoint Checkpoint() => Checkpoint(Size);

    public TreeHash[] Consistency(int oldSize, int newSize) => MerkleTree.ProveConsistency(oldSize, newSize, _tree.Node);

    public Receipt Receipt(int index) =>
        new(index, MerkleTree.ProveInclusion(index, Size, _tree.Node), Checkpoint(), _entries[index]);

    public ValueTask<ReadOnlyMemory<byte>?> FetchAsync(TileAddress address, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ReadOnlyMemory<byte>?>(Files.TryGetValue(address.Path, out var bytes) ? bytes.AsMemory() : null);

    private void Write()
    {
        for (var first = 0; first < Size; first += 256)
        {
            var width = Math.Min(256, Size - first);
            var bundle = new ArrayBufferWriter<byte>();
            foreach (var entry in _entries.AsSpan(first, width))
            {
                EntryBundle.Append(bundle, entry);
            }

            Files[TileAddress.Entries(first / 256, width).Path] = bundle.WrittenSpan.ToArray();
        }

        for (var (level, count) = (0, Size); count > 0; level++, count /= 256)
        {
            for (var first = 0; first < count; first += 256)
            {
                var width = Math.Min(256, count - first);
                Files[TileAddress.Hashes(level, first / 256, width).Path] =
                    [.. Enumerable.Range(first, width).SelectMany(i => _tree.Node(level * 8, i).ToArray())];
            }
        }
    }
}
