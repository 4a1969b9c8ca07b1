using System.Diagnostics;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Tests.Certificates;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Server.Tests.Revocation;

namespace Breakwater.Server.Tests.Access.Grounds;

[Collection(nameof(RevocationGroup))]
public sealed class RevocationsTests : IAsyncLifetime
{
    private FleetStore store = null!;

    public async ValueTask InitializeAsync() => store = await FleetStore.OpenAsync();

    public ValueTask DisposeAsync() => store.DisposeAsync();

    /// <summary>Each is answered within the second of law 6, also behind another that waits for a use which does not end, and says what it could not make sure of.</summary>
    [Fact]
    public async Task UseThatDoesNotEnd_IsToldWithinTheSecond_AlsoByTheRevocationBehindIt()
    {
        var (first, second) = (DeviceId.Create(), DeviceId.Create());
        var uses = new[] { await UseAsync(first), await UseAsync(second) };
        await store.Revocations.EndAsync<object?>((_, _) => null);
        var started = Stopwatch.GetTimestamp();
        var ending = EndAsync(first);
        await Wait.UntilAsync(() => Task.FromResult(uses[0].IsEnded), "the first to be waited for");
        var told = await Task.WhenAll(ending, EndAsync(second));
        var took = Stopwatch.GetElapsedTime(started);
        Array.ForEach(uses, u => u.Leave());

        Assert.All(told, t => Assert.Equal(1, t.Unconfirmed));
        Assert.InRange(took, TimeSpan.Zero, RevocationServer.Second);
        Assert.Equal(0, await store.Revocations.UnconfirmedAsync(told[0].Number));
    }

    private async Task<Lease> UseAsync(DeviceId device)
    {
        var lease = (await store.Gate.SelfAsync(TestGate.Device(device), DeviceAction.Connect)).Lease;
        using var effect = lease.Enter();
        return effect.Stay();
    }

    private Task<Revoked<object?>> EndAsync(DeviceId device) => store.Revocations.EndAsync<object?>((scope, _) =>
    {
        scope.End(Ground.Of(device));
        return null;
    });
}
