using System.Collections.Concurrent;
using Breakwater.Contracts.Admin;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation;

/// <summary>An owner who opens streams one after the other while the access to them is taken away.</summary>
internal sealed class StreamRacer(ServerDoors doors, EnrolledDevice device, Person person) : IDisposable
{
    /// <summary>At once. Each holds one stream and opens the next, which makes the eight that a principal may have.</summary>
    private const int Openers = 4;

    private readonly HttpClient http = doors.NewHttp("public-https");
    private OwnedDevice? access;
    private string? taken;

    public static async Task<StreamRacer> CreateAsync(ServerDoors doors, EnrolledDevice device) => new(doors, device, await doors.Admin.AddOwnerAsync("racer"));

    /// <summary>
    /// Returns when the ending and all openings have been answered: how many streams were opened, and the last one of each opener. An opener that gets another
    /// stream knows that the one before was complete by the time of the ending, and lets it go.
    /// </summary>
    public async Task<(int Opened, IReadOnlyCollection<LiveStream> Last)> RaceAsync(string ending, TimeSpan after)
    {
        // Never a second grant beside the one that is revoked.
        var grant = access is null || taken == "grant" ? await doors.GrantAsync(person, device.Id) : access.Grant;
        (access, taken) = (new OwnedDevice(device, await doors.TokenAsync(person), grant), ending);
        var (opened, last) = (0, new ConcurrentBag<LiveStream>());
        var opening = Task.WhenAll(Enumerable.Range(0, Openers).Select(_ => Task.Run(async () =>
        {
            LiveStream? before = null;
            while (await LiveStream.OpenAsync(http, access.Owner.Token.Token, device.Id) is { Status: 200 or 429 } stream)
            {
                if (stream.Status == 200)
                {
                    Interlocked.Increment(ref opened);
                    before?.Dispose();
                    before = stream;
                }
            }

            if (before is not null)
            {
                last.Add(before);
            }
        })));
        await Task.Delay(after, TimeProvider.System, TestContext.Current.CancellationToken);
        await Ending.Of(ending).RunAsync(doors, access);
        await Wait.ForAsync(opening, "a stream to be refused after the ending was answered");
        return (opened, last);
    }

    public void Dispose() => http.Dispose();
}
