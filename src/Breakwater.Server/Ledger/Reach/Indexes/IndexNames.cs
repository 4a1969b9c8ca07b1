using System.Buffers.Binary;
using System.Text;

namespace Breakwater.Server.Ledger.Reach.Indexes;

/// <summary>
/// The section of names: how many operations and how many roles (16 bits each), the length of each name (16 bits), the names in UTF-8. Operations come in
/// the order of their bits.
/// </summary>
internal sealed record IndexNames(string[] Operations, string[] Roles)
{
    public byte[] ToBytes()
    {
        byte[][] names = [.. Operations.Concat(Roles).Select(Encoding.UTF8.GetBytes)];
        var bytes = new byte[4 + names.Sum(n => 2 + n.Length)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)Operations.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), (ushort)Roles.Length);
        var (length, text) = (4, 4 + (2 * names.Length));
        foreach (var name in names)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(length), (ushort)name.Length);
            name.CopyTo(bytes, text);
            length += 2;
            text += name.Length;
        }

        return bytes;
    }

    /// <returns>Null when the bytes are something else.</returns>
    public static IndexNames? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
        {
            return null;
        }

        var (operations, roles) = (BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
        var lengths = bytes[4..];
        var text = 4 + (2 * (operations + roles));
        if (operations > IndexFormat.OtherOperations || text > bytes.Length)
        {
            return null;
        }

        var names = new string[operations + roles];
        for (var i = 0; i < names.Length; i++)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(lengths[(2 * i)..]);
            if (length > bytes.Length - text)
            {
                return null;
            }

            names[i] = Encoding.UTF8.GetString(bytes.Slice(text, length));
            text += length;
        }

        return text == bytes.Length ? new IndexNames(names[..operations], names[operations..]) : null;
    }
}
