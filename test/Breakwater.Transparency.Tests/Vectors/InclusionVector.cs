namespace Breakwater.Transparency.Tests.Vectors;

internal sealed record InclusionVector(
    string Name, ulong Index, ulong Start, ulong End, string Leaf, string Root, string[] Proof, bool Valid);
