using System.Globalization;
using Breakwater.Server.Tests.Revocation.Interleaving;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>
/// Law 6 as a property: whatever is used while whatever is taken away, nothing of what was taken happens after the answer. Told from outside of the server: by
/// what callers get and when, by the rows on its disk and their times, by the entries of its ledger. <c>BREAKWATER_INTERLEAVINGS</c> sets how many pairs of a use
/// and an ending must have overlapped, <c>BREAKWATER_INTERLEAVINGS_SEED</c> which they are, but for what the two processes make of it.
/// </summary>
[Collection(nameof(RevocationGroup))]
public sealed class InterleavingTests(RevocationServer server, ITestOutputHelper output)
{
    private const int Shown = 40;

    [Fact]
    public async Task Uses_AroundEndings_LeaveNothingAfterTheAnswer()
    {
        var goal = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_INTERLEAVINGS") ?? "300", CultureInfo.InvariantCulture);
        var seed = int.Parse(
            Environment.GetEnvironmentVariable("BREAKWATER_INTERLEAVINGS_SEED") ?? $"{Random.Shared.Next(1_000_000)}", CultureInfo.InvariantCulture);
        var (rounds, interleavings, uses, violations) = (0, 0, 0, new List<Violation>());
        for (; interleavings < goal; rounds++)
        {
            var round = await Round.RunAsync(server.Doors, server.Files, seed + rounds);
            (interleavings, uses) = (interleavings + round.Interleavings, uses + round.Uses);
            violations.AddRange(round.Violations);
        }

        var kinds = violations.GroupBy(v => (v.Ending, v.Kind)).OrderBy(g => g.Key).Select(g => $"{g.Count(),6} {g.Key.Ending}: {g.Key.Kind}");
        var told = $"seed {seed}: {rounds} rounds, {uses} uses, {interleavings} of them while an ending was under way; {violations.Count} violations";
        output.WriteLine($"{told}\n{string.Join('\n', kinds)}");
        Assert.True(violations.Count == 0, $"{told}\n{string.Join('\n', kinds)}\n{string.Join('\n', violations.Take(Shown).Select(v => $"{v.Ending}: {v.Kind}: {v.Detail}"))}");
    }
}
