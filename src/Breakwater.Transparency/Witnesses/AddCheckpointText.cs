using System.Globalization;
using System.Text;
using Breakwater.Transparency.Checkpoints;
using Breakwater.Transparency.Tree;

namespace Breakwater.Transparency.Witnesses;

internal static class AddCheckpointText
{
    // tlog-witness, add-checkpoint: old size, proof, empty line, checkpoint.
    public static string Format(long oldSize, IReadOnlyList<TreeHash> proof, SignedCheckpoint checkpoint)
    {
        var text = new StringBuilder();
        _ = text.Append(CultureInfo.InvariantCulture, $"old {oldSize}\n");
        foreach (var hash in proof)
        {
            _ = text.Append(hash.ToString()).Append('\n');
        }

        return text.Append('\n').Append(checkpoint).ToString();
    }
}
