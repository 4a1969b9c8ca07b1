using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Gateway.Sessions;

/// <summary>Keeps persistent sessions (MQTT 5.0 §4.1) over restarts of device and server.</summary>
internal sealed partial class SessionStore(Database database, TimeProvider time)
{
    /// <summary>The expiry of a session whose connection lives: the time starts to run when it ends. If the server ends first, nobody can say when that was, and the session stays this long.</summary>
    public static readonly TimeSpan WhileConnected = TimeSpan.FromDays(365);

    private static readonly Func<BreakwaterDbContext, DeviceId, Row?> ByDevice = EF.CompileQuery(
        (BreakwaterDbContext db, DeviceId device) => db.Set<Row>().FirstOrDefault(s => s.Device == device));

    /// <summary>The subscriptions of the device's session, or null when it has none that is still alive.</summary>
    public async Task<Dictionary<string, QualityOfService>?> LoadAsync(Permit permit)
    {
        permit.Demand(DeviceAction.Connect);
        await using var db = database.Read();
        return ByDevice(db, permit.Device) is { } record && record.ExpiresAt > time.GetUtcNow()
            ? JsonSerializer.Deserialize(record.Subscriptions, SessionJson.Default.DictionaryStringQualityOfService)
            : null;
    }

    /// <summary>Keeps the session; on disk when it returns.</summary>
    public Task SaveAsync(Permit permit, Dictionary<string, QualityOfService> subscriptions, TimeSpan expiry)
    {
        permit.Demand(DeviceAction.Connect);
        var (device, expires) = (permit.Device, time.GetUtcNow() + expiry);
        var text = JsonSerializer.Serialize(subscriptions, SessionJson.Default.DictionaryStringQualityOfService);
        return database.WriteAsync(permit.Guard, db =>
        {
            if (db.Set<Row>().FirstOrDefault(s => s.Device == device) is { } record)
            {
                record.Subscriptions = text;
                record.ExpiresAt = expires;
            }
            else
            {
                db.Add(new Row { Device = device, Subscriptions = text, ExpiresAt = expires });
            }

            db.SaveChanges();
        });
    }

    public Task RemoveAsync(Permit permit)
    {
        permit.Demand(DeviceAction.Connect);
        var device = permit.Device;
        return database.WriteAsync(permit.Guard, db => db.Set<Row>().Where(s => s.Device == device).ExecuteDelete());
    }
}

[JsonSerializable(typeof(Dictionary<string, QualityOfService>))]
internal sealed partial class SessionJson : JsonSerializerContext;
