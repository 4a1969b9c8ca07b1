using Breakwater.Contracts.Ids;
using Breakwater.Drills.Romo.Drill;
using Breakwater.Drills.Romo.Loot;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>The rightful owner of what the thief holds: sees what stands in the records, and commands what is hers.</summary>
internal sealed class Witness(AttackHttp http, string publicAddress, string token, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public Referee Referee { get; } = new(http, publicAddress, token);

    /// <summary>Waits until the device's records hold the mark.</summary>
    /// <returns>False when they still do not after <paramref name="limit"/>.</returns>
    public Task<bool> FindsAsync(StolenName device, string mark, TimeSpan limit, CancellationToken cancellationToken) => UntilAsync(
        async () => (await SendAsync(HttpMethod.Get, device.Id, "/events", null, cancellationToken)).Body.Contains(mark, StringComparison.Ordinal), limit, cancellationToken);

    /// <summary>Waits until the server has noticed that the device is gone.</summary>
    public Task<bool> MissesAsync(StolenName device, TimeSpan limit, CancellationToken cancellationToken) => UntilAsync(
        async () => (await SendAsync(HttpMethod.Get, device.Id, "", null, cancellationToken)).Body.Contains("\"connected\":false", StringComparison.Ordinal), limit, cancellationToken);

    public async Task<Answer> CommandAsync(StolenName device, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Post, device.Id, "/commands", "{\"name\":\"locate\"}", cancellationToken)).Answer;

    private Task<(Answer Answer, string Body)> SendAsync(HttpMethod method, DeviceId device, string path, string? body, CancellationToken cancellationToken) =>
        http.SendAsync(
            new HttpProbe(method, publicAddress, $"/v1/devices/{device}{path}") { Authorization = "Bearer " + token, Body = body }, null, cancellationToken);

    private async Task<bool> UntilAsync(Func<Task<bool>> reached, TimeSpan limit, CancellationToken cancellationToken)
    {
        var begin = time.GetTimestamp();
        while (!await reached())
        {
            if (time.GetElapsedTime(begin) > limit)
            {
                return false;
            }

            await Task.Delay(Look, time, cancellationToken);
        }

        return true;
    }
}
