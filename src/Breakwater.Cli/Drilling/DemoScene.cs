using System.Globalization;
using System.Text.Json.Serialization;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;

namespace Breakwater.Cli.Drilling;

/// <summary>An owner with two of the robots, and the lines that show what that means.</summary>
/// <param name="Robots">The owner's.</param>
/// <param name="Stranger">Somebody else's robot.</param>
/// <param name="Lines">What each line shows, and the line to paste.</param>
internal sealed record DemoScene(
    ServerReady Server, PrincipalId Owner, string Token, IReadOnlyList<DeviceId> Robots, DeviceId Stranger, IReadOnlyList<DemoLine> Lines)
{
    public static async Task<DemoScene> SetAsync(ServerReady ready, CancellationToken cancellationToken)
    {
        using var admin = new AdminClient(ready.AdminSocket, CaseReference.None);
        var robots = (await admin.ListDevicesAsync(limit: 3, state: DeviceState.Active, cancellationToken: cancellationToken)).Items.Select(d => d.Id).ToArray();
        var owner = await admin.AddOwnerAsync("demo owner", cancellationToken);
        var actions = DeviceActions.Grantable.ToNames();
        await admin.AddGrantsAsync(
            new BulkGrantRequest(owner.Id, [.. robots[..2].Select(r => r.ToString())], actions, null, "the owner's own robots"), cancellationToken);
        var token = await admin.IssueTokenAsync(new TokenRequest(owner.Id, "demo", actions, 24 * 60 * 60), cancellationToken);
        return new DemoScene(ready, owner.Id, token.Token, robots[..2], robots[2], LinesFor(ready, token.Token, robots));
    }

    public static int PortOf(ServerReady ready, string listener) =>
        int.Parse(ready.Listeners[listener].Split(':')[^1], CultureInfo.InvariantCulture);

    public void Tell(TextPage page, int robots)
    {
        var output = page.Output;
        output.WriteLine();
        output.WriteLine($"Breakwater is running with {robots} robots, and an owner of two of them. Paste into another terminal:");
        foreach (var line in Lines)
        {
            output.WriteLine();
            output.WriteLine($"# {line.Shows}");
            output.WriteLine(line.Paste);
        }

        output.WriteLine();
        output.WriteLine("Signals, such as the attempt on a stranger's robot, appear below. Ctrl-C stops everything.");
        output.WriteLine();
        output.Flush();
    }

    internal static DemoLine[] LinesFor(ServerReady ready, string token, DeviceId[] robots)
    {
        var curl = $"curl -sS -w '\\n' --cacert '{ready.CaBundle}' -H 'Authorization: Bearer {token}'";
        var api = string.Create(CultureInfo.InvariantCulture, $"https://localhost:{PortOf(ready, "public-https")}/v1/devices");
        return
        [
            new("the owner's robots", $"{curl} {api}"),
            new("the twin of one: what it should be, and what it reports", $"{curl} {api}/{robots[0]}/twin"),
            new("what happens on it, live (Ctrl-C ends it)", $"{curl} -N {api}/{robots[0]}/live"),
            new("send it a command, and wait for its answer", $"{curl} -H 'Prefer: wait=10' -H 'Content-Type: application/json' -d '{{\"name\":\"locate\"}}' {api}/{robots[0]}/commands"),
            new("who looked at it: every access, each with a reference for its receipt", $"{curl} '{api}/{robots[0]}/accesses?by=all'"),
            new("try a stranger's robot: the answer is the same as for one that does not exist", $"{curl} {api}/{robots[2]}/twin"),
        ];
    }
}

internal sealed record DemoLine(string Shows, string Paste);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DemoScene))]
internal sealed partial class DemoJson : JsonSerializerContext;
