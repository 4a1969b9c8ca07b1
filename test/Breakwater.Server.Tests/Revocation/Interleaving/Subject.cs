using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation.Interleaving;

/// <summary>One device with its owner, of which one ending will take something away.</summary>
internal sealed class Subject(ServerDoors doors, Ending ending, int seed, OwnedDevice owned, DeviceSide device) : IAsyncDisposable
{
    public Ending Ending => ending;

    public int Seed => seed;

    public OwnedDevice Owned => owned;

    public OwnerSide Owner { get; } = new(doors, owned);

    public DeviceSide Device { get; private set; } = device;

    /// <summary>Connected, and with something of everything to read.</summary>
    public static async Task<Subject> CreateAsync(ServerDoors doors, Ending ending, int seed)
    {
        var owned = await OwnedDevice.CreateAsync(doors);
        var device = await DeviceSide.ConnectAsync(doors, owned.Device);
        await device.FillAsync();
        if (seed % 2 == 0)
        {
            await DeviceSide.BeRefusedAsync(doors, owned.Device);
        }

        return new Subject(doors, ending, seed, owned, device);
    }

    /// <summary>The device comes anew, as after a lost connection; what it is sent then.</summary>
    public async Task<IReadOnlyList<string>> CommandsOnReturnAsync()
    {
        await Device.DisposeAsync();
        Device = await DeviceSide.ConnectAsync(doors, owned.Device);
        await Device.FillAsync();
        return Device.Commands(afterPing: false);
    }

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        await Device.DisposeAsync();
    }
}
