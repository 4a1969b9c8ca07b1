namespace Breakwater.Server.Ledger.Reach.Touches;

/// <summary>
/// Strings that come again and again, made once. One string a slot; another one that falls into it takes its place, so that the cache never grows.
/// </summary>
internal sealed class TextCache
{
    private const int Slots = 512;

    private readonly (byte[] Utf8, string Text)[] slots = new (byte[], string)[Slots];

    public bool TryGet(ReadOnlySpan<byte> utf8, out string text)
    {
        ref var slot = ref slots[SlotOf(utf8)];
        text = slot.Text;
        return slot.Utf8 is not null && utf8.SequenceEqual(slot.Utf8);
    }

    /// <param name="text">What <paramref name="utf8"/> says.</param>
    public string Add(ReadOnlySpan<byte> utf8, string text)
    {
        slots[SlotOf(utf8)] = (utf8.ToArray(), text);
        return text;
    }

    private static int SlotOf(ReadOnlySpan<byte> utf8)
    {
        var hash = new HashCode();
        hash.AddBytes(utf8);
        return (int)((uint)hash.ToHashCode() % Slots);
    }
}
