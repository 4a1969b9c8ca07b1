using System.Text.Json;
using Breakwater.Drills.Fleet;
using Breakwater.Drills.Fleet.Hosting;
using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Catalogue;
using Breakwater.Drills.Romo.Drill;

namespace Breakwater.Drills.Tests.Romo;

public sealed class ResultJsonTests
{
    [Fact]
    public void Serialize_Result_HasTheAgreedNames()
    {
        var report = new AttemptReport("a", "g", "s", 1, new Dictionary<string, int> { ["SUBACK 0x87"] = 1 }, AttemptOutcome.Refused, 0, [], 0.1, new PositiveControl(true, "202"));
        var result = new RomoResult(
            "romo", 1, 7000, 3, 0, 1, 1, 0, 0, 10, 10, 0, 0, ["x"], new ControlResult(7000, 6999, 6999, 6999, 20_000, 5), new LedgerComparison(2, 2, [], [], true), DrillVerdict.Contained, [],
            new SelfCheckResult(true, 1, 2, 2, []), [report], new DrillDurations(1, 2, 3, 4, 5, 6, 7, 28), 1, 2);

        using var json = JsonDocument.Parse(JsonSerializer.Serialize(result, RomoJson.Default.RomoResult));

        foreach (var name in (string[])
        [
            "scenario", "devices", "own_devices", "foreign_devices_reached", "attempts", "refused", "legitimate_messages_sent", "legitimate_messages_acknowledged",
            "legitimate_disconnects", "excluded_from_legitimate", "control", "verdict", "attempt_list", "durations", "peak_memory_server", "peak_memory_fleet", "self_check", "ledger", "went_on",
        ])
        {
            Assert.True(json.RootElement.TryGetProperty(name, out _), name);
        }

        Assert.Equal("contained", json.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(6999, json.RootElement.GetProperty("control").GetProperty("foreign_devices_reached").GetInt32());
        Assert.Equal("refused", json.RootElement.GetProperty("attempt_list")[0].GetProperty("outcome").GetString());
        Assert.True(json.RootElement.GetProperty("attempt_list")[0].GetProperty("control").GetProperty("worked").GetBoolean());
    }

    [Fact]
    public void Serialize_Spec_RoundTrips()
    {
        var spec = new FleetSpec { Devices = 5, IdentityFolder = "f", AdminSocket = "s", Host = "127.0.0.1", MqttPort = 1, EstPort = 2, CaBundle = "c" };

        Assert.Equal(spec, JsonSerializer.Deserialize(JsonSerializer.Serialize(spec, FleetJson.Default.FleetSpec), FleetJson.Default.FleetSpec));
    }

    [Fact]
    public void Catalogue_Names_AreUnique() => Assert.Equal(RomoCatalogue.All.Count, RomoCatalogue.All.Select(attempt => attempt.Name).Distinct().Count());
}
