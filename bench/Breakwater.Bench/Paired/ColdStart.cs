using Breakwater.Bench.Load;
using Breakwater.Bench.Paired.Sides;

namespace Breakwater.Bench.Paired;

/// <summary>What the first connects and requests cost a server that has just started: most of it is the JIT.</summary>
internal static class ColdStart
{
    private const int Following = 9;

    public static async Task<IReadOnlyList<(string Name, Slice Slice)>> MeasureAsync(Side side, CancellationToken cancellationToken)
    {
        using var http = side.Client();
        return
        [
            .. await FirstsAsync(side, "connect", i => ConnectAsync(side, i, cancellationToken), cancellationToken),
            .. await FirstsAsync(
                side, "twin read", i => side.Owners[i].ReadTwinAsync(http, side.Devices[i], cancellationToken), cancellationToken),
        ];
    }

    private static async Task<(string Name, Slice Slice)[]> FirstsAsync(
        Side side, string what, Func<int, Task> operation, CancellationToken cancellationToken)
    {
        var start = await side.Meter.SettledAsync(cancellationToken);
        await operation(0);
        var first = await side.Meter.SettledAsync(cancellationToken);
        for (var i = 1; i <= Following; i++)
        {
            await operation(i);
        }

        var last = await side.Meter.SettledAsync(cancellationToken);
        return [($"first {what}", Slice.Between(start, first, 1)), ($"{what}, each of the next {Following}", Slice.Between(first, last, Following))];
    }

    private static async Task ConnectAsync(Side side, int device, CancellationToken cancellationToken)
    {
        await using var connection = await MqttConnection.OpenAsync(side.Server.Target.Mqtt, side.Devices[device], cancellationToken);
    }
}
