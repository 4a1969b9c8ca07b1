using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Devices;

/// <summary>A server that knows arms: commands of every class, one with two lines, and one line for every other name.</summary>
public sealed class ArmServer : IAsyncLifetime
{
    private const string Profile =
        """
        {
          "name": "arm", "models": ["arm"], "publish": [],
          "commands": [
            { "command": "beep", "topic": "beep/{id}", "class": "harmless" },
            { "command": "fold", "topic": "fold/{id}" },
            { "command": "unlock", "topic": "unlock/{id}", "class": "presence" },
            { "command": "lift", "topic": "lift/{id}", "class": "harmless" },
            { "command": "lift", "topic": "lift/far/{id}", "class": "moves" },
            { "command": "*", "topic": "other/{name}/{id}", "class": "presence" }
          ]
        }
        """;

    private readonly string profilePath = Path.GetTempFileName();

    internal RunningServer Running { get; private set; } = null!;

    internal ServerDoors Doors => Running.Doors;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(profilePath, Profile);
        Running = await RunningServer.StartAsync(o => o with { Gateway = o.Gateway with { Profiles = [profilePath] } });
    }

    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        File.Delete(profilePath);
    }
}
