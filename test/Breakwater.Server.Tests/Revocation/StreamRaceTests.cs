using System.Globalization;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>
/// A stream that is opened while its token or grant is revoked ends like any other, whatever the order in which the server comes to do both. A race:
/// <c>BREAKWATER_RACE_ROUNDS</c> sets how often it is run; a leak that one stream in two hundred finds is found by 200 rounds.
/// </summary>
[Collection(nameof(RevocationGroup))]
public sealed class StreamRaceTests(RevocationServer server, ITestOutputHelper output)
{
    /// <summary>Few: on a server that has more to do than it can, the gap between its steps gets no wider but the rounds get fewer.</summary>
    private const int Racers = 2;

    [Fact]
    public async Task Stream_OpenedDuringARevocation_BringsNothingAfterIt()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_RACE_ROUNDS") ?? "30", CultureInfo.InvariantCulture);
        var device = await server.Doors.EnrolAsync();
        await using var wire = await MqttWire.ConnectAsync(server.Doors, device);
        var control = await server.Doors.AddOwnerAsync(device);
        using var watching = await LiveStream.OpenAsync(server.Doors.Public, control.Token.Token, device.Id);
        var racers = await Task.WhenAll(Enumerable.Range(0, Racers).Select(_ => StreamRacer.CreateAsync(server.Doors, device)));
        try
        {
            var (opened, raced, leaks) = (0, 0, new List<string>());
            for (var round = 1; round <= rounds; round++)
            {
                var ending = round % 4 == 0 ? "grant" : "token";
                var results = await Task.WhenAll(racers.Select(r => r.RaceAsync(ending, TimeSpan.FromMilliseconds(Random.Shared.Next(1, 20)))));
                var last = results.SelectMany(r => r.Last).ToArray();
                (opened, raced) = (opened + results.Sum(r => r.Opened), raced + last.Length);

                // All revocations have been answered.
                var text = $"after-{Guid.NewGuid()}";
                Assert.Equal(ReasonCode.Success, await wire.PublishAsync("telemetry/t", $"\"{text}\""));
                await Wait.UntilAsync(() => Task.FromResult(watching.Brought(text)), "the telemetry at a stream that nobody took away");
                await Task.WhenAny(
                    Task.WhenAll(last.Select(s => s.Ended)), Task.Delay(RevocationServer.Second, TimeProvider.System, TestContext.Current.CancellationToken));
                leaks.AddRange(last.Where(s => !s.Ended.IsCompleted || s.Brought(text)).Select(s =>
                    $"round {round}, {ending} revoked: {(s.Ended.IsCompleted ? "ended" : "still open a second after the answer")}"
                    + $"{(s.Brought(text) ? ", brought telemetry that was published after the answer" : "")}"));
                Array.ForEach(last, s => s.Dispose());
            }

            output.WriteLine($"{rounds} rounds, {opened} streams opened, {raced} of them last before the revocation, {leaks.Count} went on after it");
            Assert.True(raced > 0 && leaks.Count == 0, $"{leaks.Count} of {raced} streams went on:\n{string.Join('\n', leaks)}");
        }
        finally
        {
            Array.ForEach(racers, r => r.Dispose());
        }
    }
}
