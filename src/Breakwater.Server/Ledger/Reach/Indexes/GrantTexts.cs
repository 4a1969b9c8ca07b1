using System.Text;

namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>The grants of an index. The first few are read one by one; who wants more gets the section read at once.</summary>
internal sealed class GrantTexts(SegmentIndex index)
{
    private const int OneByOne = 8;

    private int reads;
    private (uint Offset, ushort Length, string Text) last = (0, 0, "");

    /// <exception cref="DamagedIndexException">There is no such place.</exception>
    public string this[uint offset, ushort length]
    {
        get
        {
            if (length != 0 && (offset, length) != (last.Offset, last.Length))
            {
                last = (offset, length, Read(offset, length));
            }

            return length == 0 ? "" : last.Text;
        }
    }

    private string Read(uint offset, ushort length)
    {
        if (++reads > OneByOne)
        {
            index.Load(IndexSection.Grants);
        }

        Span<byte> bytes = length <= 256 ? stackalloc byte[length] : new byte[length];
        index.Read(IndexSection.Grants, offset, bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
