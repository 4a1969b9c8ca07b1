namespace Breakwater.Bench.Paired;

/// <summary>A slice of each server, cut into portions of some hundredths of a second that alternate: A B B A A B B A …</summary>
/// <remarks>
/// Whatever else runs on the machine changes within a second, and moves processor time an operation by a tenth and more (caches, clock rate, how many
/// messages a server finds waiting); of portions this short both servers get their share. Each is charged by its own clock alone.
/// </remarks>
internal static class SlicePair
{
    public static async Task<(Slice Before, Slice After)> RunAsync(Loaded before, Loaded after, int portions, CancellationToken cancellationToken)
    {
        await before.Scenario.PrepareAsync(cancellationToken);
        await after.Scenario.PrepareAsync(cancellationToken);
        var beforeStart = await before.Side.Meter.SettledAsync(cancellationToken);
        var afterStart = await after.Side.Meter.SettledAsync(cancellationToken);
        var (beforeOperations, afterOperations) = (0, 0);
        for (var portion = 0; portion < portions; portion++)
        {
            if (portion % 2 == 0)
            {
                beforeOperations += await before.Scenario.RunAsync(cancellationToken);
                afterOperations += await after.Scenario.RunAsync(cancellationToken);
            }
            else
            {
                afterOperations += await after.Scenario.RunAsync(cancellationToken);
                beforeOperations += await before.Scenario.RunAsync(cancellationToken);
            }
        }

        return (
            Slice.Between(beforeStart, await before.Side.Meter.SettledAsync(cancellationToken), beforeOperations),
            Slice.Between(afterStart, await after.Side.Meter.SettledAsync(cancellationToken), afterOperations));
    }
}
