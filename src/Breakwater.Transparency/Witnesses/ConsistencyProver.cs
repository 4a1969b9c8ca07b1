using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Witnesses;

/// <summary>Makes the proof that the tree of <paramref name="newSize"/> entries begins with that of <paramref name="oldSize"/>, which is
/// neither 0 nor the new size.</summary>
public delegate ValueTask<IReadOnlyList<TreeHash>> ConsistencyProver(long oldSize, long newSize, CancellationToken cancellationToken);
