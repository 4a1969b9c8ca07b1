using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Breakwater.Contracts;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Refusals;
using Breakwater.Server.Access.WaysIn;
using Breakwater.Server.Devices.Events;
using Breakwater.Server.Devices.Maps;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Devices.Telemetry;
using Breakwater.Server.Gateway.Connections;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Gateway.Publishing;

/// <summary>Takes a publish to where it belongs, and returns once it is on disk.</summary>
internal sealed class PublishDispatch(TelemetryIntake telemetry, MapStore maps, EventStore events, DeviceLimits limits, ILogger<PublishDispatch> logger)
{
    public async Task<ReasonCode> DispatchAsync(MqttConnection connection, PublishRoute[] routes, ReadOnlySequence<byte> payload)
    {
        foreach (var route in routes)
        {
            var reason = route.Kind switch
            {
                RouteKind.Ignored => ReasonCode.Success,
                RouteKind.CommandAnswer => await AnswerCommandAsync(connection, route, payload),
                RouteKind.ReportedPatch => await ReportAsync(connection, payload.ToArray()),
                RouteKind.ReportedValue => await ReportAsync(connection, ValuePatch(route.Path, payload)),
                _ when !DeviceNames.IsValid(route.Name) => ReasonCode.TopicNameInvalid,
                RouteKind.Telemetry => await AppendAsync(connection, route, payload),
                RouteKind.Map => await KeepMapAsync(connection, route, payload),
                _ => await KeepEventAsync(connection, route, payload),
            };
            if (reason != ReasonCode.Success)
            {
                return reason;
            }
        }

        return ReasonCode.Success;
    }

    /// <summary>One value as a merge patch: JSON stays JSON, other text becomes a string, an empty (deleted) value a null.</summary>
    internal static byte[] ValuePatch(IReadOnlyList<string> path, ReadOnlySequence<byte> payload)
    {
        var bytes = payload.ToArray();
        JsonNode? node = Json.TryElement(bytes) is { } element ? JsonNode.Parse(element.GetRawText())
            : bytes.Length == 0 ? null
            : JsonValue.Create(Encoding.UTF8.GetString(bytes));
        for (var i = path.Count - 1; i >= 0; i--)
        {
            node = new JsonObject { [path[i]] = node };
        }

        return Encoding.UTF8.GetBytes(node?.ToJsonString() ?? "null");
    }

    private static async Task<ReasonCode> AnswerCommandAsync(MqttConnection connection, PublishRoute route, ReadOnlySequence<byte> payload)
    {
        if (!CommandId.TryParse(route.Name, out var id))
        {
            return ReasonCode.TopicNameInvalid;
        }

        var (done, result) = (true, (string?)null);
        if (!payload.IsEmpty)
        {
            try
            {
                var answer = JsonSerializer.Deserialize(payload.ToArray(), ContractsJson.Default.CommandAcknowledgement);
                (done, result) = (answer?.Status is not "failed", answer?.Result?.GetRawText());
                if (answer?.Status is not ("done" or "failed") || Json.TryElement(payload.ToArray()) is null)
                {
                    return ReasonCode.PayloadFormatInvalid;
                }
            }
            catch (JsonException)
            {
                return ReasonCode.PayloadFormatInvalid;
            }
        }

        // An answer to a command that has ended meanwhile is no fault of the device.
        await connection.Grain.CommandAnsweredAsync(connection.Permit(DeviceAction.ReceiveCommands), id, done, result);
        return ReasonCode.Success;
    }

    private async Task<ReasonCode> ReportAsync(MqttConnection connection, byte[] patch)
    {
        var reply = await connection.Grain.ReportAsync(connection.Permit(DeviceAction.ReportTwin), patch);
        var link = new DeviceLink(connection, logger);
        if (reply.Section is { } section)
        {
            if (connection.Profile.ReportedAccepted is { } accepted)
            {
                link.Deliver(accepted, Encoding.UTF8.GetBytes($"{{\"version\":{section.Version}}}"));
            }

            return ReasonCode.Success;
        }

        if (connection.Profile.ReportedRejected is { } rejected)
        {
            link.Deliver(rejected, Encoding.UTF8.GetBytes(new JsonObject { ["reason"] = reply.Refusal }.ToJsonString()));
        }

        return ReasonCode.PayloadFormatInvalid;
    }

    private async Task<ReasonCode> AppendAsync(MqttConnection connection, PublishRoute route, ReadOnlySequence<byte> payload)
    {
        if (telemetry.Open(connection.Permit(DeviceAction.PublishTelemetry), route.Name) is not { } series)
        {
            return ReasonCode.QuotaExceeded;
        }

        // One of several meanings: waited for here, because the PUBACK stands for all of them.
        var commit = new CommitWait();
        long observed = 0;
        while (!TryAppend(connection, series, route.Name, payload, commit, ref observed))
        {
            await telemetry.RoomAsync(connection.Closed);
        }

        await commit.Committed;
        return ReasonCode.Success;
    }

    /// <exception cref="GuardMovedException">The connection's permits have moved.</exception>
    private bool TryAppend(
        MqttConnection connection, SeriesId series, string stream, in ReadOnlySequence<byte> payload, CommitWait commit, ref long observed)
    {
        var permit = connection.Permit(DeviceAction.PublishTelemetry);
        using var effect = permit.Lease.Enter();
        return effect.Allowed ? telemetry.TryAppend(permit, series, stream, payload, commit, ref observed) : throw new GuardMovedException();
    }

    private async Task<ReasonCode> KeepMapAsync(MqttConnection connection, PublishRoute route, ReadOnlySequence<byte> payload)
    {
        if (DocumentDecoder.Decode(payload.ToArray(), route.Encoding, limits.MapBytes) is not { } content)
        {
            return ReasonCode.PayloadFormatInvalid;
        }

        var type = route.ContentType ?? (Json.TryElement(content) is null ? "application/octet-stream" : "application/json");
        return await maps.PutAsync(connection.Permit(DeviceAction.PublishMap), route.Name, type, content, CancellationToken.None) is null
            ? ReasonCode.QuotaExceeded
            : ReasonCode.Success;
    }

    private async Task<ReasonCode> KeepEventAsync(MqttConnection connection, PublishRoute route, ReadOnlySequence<byte> payload)
    {
        await events.AddAsync(connection.Permit(DeviceAction.PublishEvent), route.Name, payload.ToArray(), CancellationToken.None);
        return ReasonCode.Success;
    }
}
