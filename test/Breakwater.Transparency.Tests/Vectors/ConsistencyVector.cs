namespace Breakwater.Transparency.Tests.Vectors;

internal sealed record ConsistencyVector(
    string Name, ulong OldSize, ulong NewSize, string OldRoot, string NewRoot, string[] Proof, bool Valid);
