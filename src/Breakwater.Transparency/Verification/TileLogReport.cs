using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Tiles;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Verification;

/// <summary>What the verification of a log found first.</summary>
/// <param name="Tile">The tile or bundle that is missing, malformed or different.</param>
/// <param name="Entry">The entry that differs, or the first one that the differing hash covers.</param>
/// <param name="Root">The root, of a log that was verified.</param>
public sealed record TileLogReport(TileLogFinding Finding, TileAddress? Tile = null, long? Entry = null, TreeHash? Root = null)
{
    internal static TileLogReport? Of(CheckpointVerdict verdict) => verdict switch
    {
        CheckpointVerdict.Verified => null,
        CheckpointVerdict.UnknownLog => new TileLogReport(TileLogFinding.UnknownLog),
        CheckpointVerdict.NotSigned => new TileLogReport(TileLogFinding.NotSigned),
        _ => new TileLogReport(TileLogFinding.BadSignature),
    };
}
