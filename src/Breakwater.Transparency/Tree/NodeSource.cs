namespace Breakwater.Transparency.Tree;

/// <summary>Where the hashes of complete subtrees come from.</summary>
/// <param name="level">The subtree has 2^level leaves; level 0 are the leaf hashes themselves.</param>
/// <param name="index">Its number at that level: it covers the entries from index × 2^level.</param>
public delegate TreeHash NodeSource(int level, long index);
