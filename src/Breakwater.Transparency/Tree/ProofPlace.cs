namespace Breakwater.Transparency.Tree;

/// <summary>Where a verifier stands on its way to the root: the number of its node and of the last node of that level
/// (fn and sn in RFC 9162 §2.1.3.2 and §2.1.4.2).</summary>
internal struct ProofPlace(long node, long last)
{
    private long _node = node;
    private long _last = last;

    public readonly bool AtRoot => _last == 0;

    /// <summary>Whether the next hash of the proof stands to the left. The last node of a level without a partner rises until it has
    /// one, and is then on the right.</summary>
    public readonly bool IsRight => (_node & 1) == 1 || _node == _last;

    public void Ascend()
    {
        if (IsRight)
        {
            while ((_node & 1) == 0 && _node != 0)
            {
                Up();
            }
        }

        Up();
    }

    /// <summary>Rises over nodes that are complete in both trees (§2.1.4.2 step 4).</summary>
    public void SkipRightEdges()
    {
        while ((_node & 1) == 1)
        {
            Up();
        }
    }

    private void Up()
    {
        _node >>= 1;
        _last >>= 1;
    }
}
