using System.Collections.Concurrent;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Hosting.Processes;

/// <summary>What one device and its owner were told over all rounds; none of it may ever be missing.</summary>
internal sealed class KillRecord(EnrolledDevice device, Owner owner)
{
    private int sent;
    private int reported;

    public EnrolledDevice Device => device;

    public TokenIssued Token => owner.Token;

    public Person Person => owner.Person;

    /// <summary>The numbers of telemetry points whose PUBACK came.</summary>
    public ConcurrentDictionary<int, byte> Telemetry { get; } = [];

    /// <summary>The highest number whose reported patch was answered by PUBACK.</summary>
    public int ReportedAcknowledged { get; set; }

    public int PatchesAcknowledged { get; set; }

    /// <summary>Commands by the furthest state that anybody was told.</summary>
    public ConcurrentDictionary<CommandId, CommandState> Commands { get; } = [];

    public int NextPoint() => Interlocked.Increment(ref sent);

    public int NextReport() => Interlocked.Increment(ref reported);

    public void Saw(CommandId command, CommandState state) =>
        Commands.AddOrUpdate(command, state, (_, before) => state > before ? state : before);
}
