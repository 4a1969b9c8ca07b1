using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>Lays out the sections of an index from what its builder has summed up.</summary>
internal sealed class IndexSections
{
    private readonly List<RowSum> sums;
    private readonly List<(ushort Entry, int Previous)> postings;
    private readonly NameTable operations;
    private readonly NameTable roles;
    private readonly NameTable grants;

    /// <summary>The rows' places in <see cref="sums"/>, in the order in which they are written.</summary>
    private readonly int[] order;

    public IndexSections(
        List<RowSum> sums, List<(ushort Entry, int Previous)> postings, NameTable operations, NameTable roles, NameTable grants)
    {
        (this.sums, this.postings, this.operations, this.roles, this.grants) = (sums, postings, operations, roles, grants);
        order = [.. Enumerable.Range(0, sums.Count)];
        var (roleRanks, grantRanks) = (roles.Ranks(), grants.Ranks());
        Array.Sort(order, (a, b) => CollectionsMarshal.AsSpan(sums)[a].Key.CompareTo(CollectionsMarshal.AsSpan(sums)[b].Key, roleRanks, grantRanks));
    }

    /// <summary>In the order of <see cref="IndexSection"/>.</summary>
    /// <exception cref="SegmentTooWideException">The names are too long.</exception>
    public byte[][] ToBytes()
    {
        var sections = new byte[IndexFormat.Sections][];
        var names = new IndexNames([.. operations.Names], [.. roles.Names.Order(StringComparer.Ordinal)]).ToBytes();
        sections[(int)IndexSection.Names] = names.Length <= IndexFormat.LongestNames ? names
            : throw new SegmentTooWideException("bytes of names", IndexFormat.LongestNames);
        sections[(int)IndexSection.Grants] = Grants(out var grantOffsets);
        sections[(int)IndexSection.Rows] = Rows(grantOffsets, out var postingBytes);
        sections[(int)IndexSection.Postings] = postingBytes;

        // Rows are sorted by actor, and those of nobody come first: the directory points at the rows themselves.
        var actors = Keys(k => k.Actor);
        sections[(int)IndexSection.Actors] = Directory(actors, IndexFormat.SubjectKey, order.Length - actors.Length);
        sections[(int)IndexSection.Credentials] = Directory(Keys(k => k.Credential), IndexFormat.SubjectKey, out sections[(int)IndexSection.CredentialRows]);
        sections[(int)IndexSection.Sources] = Directory(Keys(k => k.Source), IndexFormat.SubjectKey, out sections[(int)IndexSection.SourceRows]);
        sections[(int)IndexSection.Devices] = Directory(Keys(k => k.Device), IndexFormat.DeviceKey, out sections[(int)IndexSection.DeviceRows]);
        return sections;
    }

    private byte[] Grants(out uint[] offsets)
    {
        offsets = new uint[grants.Names.Count];
        var text = new MemoryStream();
        foreach (var number in Enumerable.Range(0, offsets.Length).OrderBy(n => grants.Names[n], StringComparer.Ordinal))
        {
            offsets[number] = (uint)text.Length;
            text.Write(Encoding.UTF8.GetBytes(grants.Names[number]));
        }

        return text.ToArray();
    }

    private byte[] Rows(uint[] grantOffsets, out byte[] postingBytes)
    {
        var bytes = new byte[order.Length * IndexRow.Length];
        postingBytes = new byte[postings.Count * sizeof(ushort)];
        var roleRanks = roles.Ranks();
        uint offset = 0;
        for (var i = 0; i < order.Length; i++)
        {
            ref var sum = ref CollectionsMarshal.AsSpan(sums)[order[i]];
            var row = new IndexRow
            {
                Actor = sum.Key.Actor,
                Credential = sum.Key.Credential,
                Source = sum.Key.Source,
                Device = sum.Key.Device,
                First = sum.First,
                Last = sum.Last,
                Count = sum.Count,
                Bytes = sum.Bytes,
                Operations = sum.Operations,
                GrantOffset = grantOffsets[sum.Key.Grant],
                GrantLength = (ushort)Encoding.UTF8.GetByteCount(grants.Names[sum.Key.Grant]),
                Role = (ushort)roleRanks[sum.Key.Role],
                PostingOffset = offset,
                PostingCount = (uint)sum.PostingCount,
            };
            row.Write(bytes.AsSpan(i * IndexRow.Length));
            offset += row.PostingCount;
            var end = (int)offset;
            for (var posting = sum.LastPosting; posting >= 0; posting = postings[posting].Previous)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(postingBytes.AsSpan(--end * sizeof(ushort)), postings[posting].Entry);
            }
        }

        return bytes;
    }

    /// <summary>The rows of each key, without those of nobody; by key, then by row.</summary>
    private (UInt128 Key, int Row)[] Keys(Func<RowKey, UInt128> keyOf)
    {
        var keys = new List<(UInt128 Key, int Row)>(order.Length);
        for (var i = 0; i < order.Length; i++)
        {
            var key = keyOf(sums[order[i]].Key);
            if (key != UInt128.Zero)
            {
                keys.Add((key, i));
            }
        }

        keys.Sort();
        return [.. keys];
    }

    /// <summary>
    /// Each key with where its rows begin, and one more entry without a key for where the last one's end. In the list of <paramref name="rowNumbers"/> a
    /// key's rows follow each other.
    /// </summary>
    private static byte[] Directory((UInt128 Key, int Row)[] keys, int keyLength, out byte[] rowNumbers)
    {
        rowNumbers = new byte[keys.Length * sizeof(uint)];
        for (var i = 0; i < keys.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rowNumbers.AsSpan(i * sizeof(uint)), keys[i].Row);
        }

        return Directory(keys, keyLength, 0);
    }

    /// <param name="first">Where the first key's rows begin.</param>
    private static byte[] Directory((UInt128 Key, int Row)[] keys, int keyLength, int first)
    {
        var bytes = new List<byte>();
        Span<byte> entry = stackalloc byte[IndexFormat.DeviceKey + IndexFormat.StartLength];
        for (var i = 0; i <= keys.Length; i++)
        {
            if (i < keys.Length && i > 0 && keys[i].Key == keys[i - 1].Key)
            {
                continue;
            }

            BinaryPrimitives.WriteUInt128LittleEndian(entry, i < keys.Length ? keys[i].Key : default);
            BinaryPrimitives.WriteInt32LittleEndian(entry[keyLength..], first + i);
            bytes.AddRange(entry[..(keyLength + IndexFormat.StartLength)]);
        }

        return [.. bytes];
    }
}
