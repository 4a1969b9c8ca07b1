using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Breakwater.Contracts;
using Breakwater.Contracts.Ids;
using Breakwater.Mqtt.Protocol;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Devices.Events;
using Breakwater.Server.Devices.Maps;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Devices.Telemetry;
using Breakwater.Server.Gateway.Topics;
using Breakwater.Server.Storage;
using Breakwater.Server.Storage.Telemetry;

namespace Breakwater.Server.Gateway.Publishing;

/// <summary>Takes a publish to where it belongs, and returns once it is on disk.</summary>
internal sealed class PublishDispatch(TelemetryIntake telemetry, MapStore maps, EventStore events, DocumentDecoder documents, DeviceLimits limits)
{
    public async Task<ReasonCode> DispatchAsync(Publisher publisher, PublishRoute[] routes, ReadOnlySequence<byte> payload)
    {
        if (Array.Exists(routes, r => publisher.Permits[MeaningActions.Of(r.Kind)] is null))
        {
            // All that it carries is permitted, or none of it is done.
            return ReasonCode.NotAuthorized;
        }

        foreach (var route in routes)
        {
            var reason = route.Kind switch
            {
                RouteKind.Ignored => ReasonCode.Success,
                RouteKind.CommandAnswer => await AnswerCommandAsync(publisher, route, payload),
                RouteKind.ReportedPatch => await ReportAsync(publisher, payload.ToArray()),
                RouteKind.ReportedValue => await ReportAsync(publisher, ValuePatch(route.Path, payload)),
                _ when !DeviceNames.IsValid(route.Name) => ReasonCode.TopicNameInvalid,
                RouteKind.Telemetry => await AppendAsync(publisher, route, payload),
                RouteKind.Map => await KeepMapAsync(publisher, route, payload),
                _ => await KeepEventAsync(publisher, route, payload),
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

    private static async Task<ReasonCode> AnswerCommandAsync(Publisher publisher, PublishRoute route, ReadOnlySequence<byte> payload)
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
        await publisher.Grain.CommandAnsweredAsync(publisher.Permit(DeviceAction.ReceiveCommands), id, done, result);
        return ReasonCode.Success;
    }

    private static async Task<ReasonCode> ReportAsync(Publisher publisher, byte[] patch)
    {
        var reply = await publisher.Grain.ReportAsync(publisher.Permit(DeviceAction.ReportTwin), patch);
        if (reply.Section is { } section)
        {
            if (publisher.Profile.ReportedAccepted is { } accepted)
            {
                publisher.Deliver?.Invoke(accepted, Encoding.UTF8.GetBytes($"{{\"version\":{section.Version}}}"));
            }

            return ReasonCode.Success;
        }

        if (publisher.Profile.ReportedRejected is { } rejected)
        {
            publisher.Deliver?.Invoke(rejected, Encoding.UTF8.GetBytes(new JsonObject { ["reason"] = reply.Refusal }.ToJsonString()));
        }

        return ReasonCode.PayloadFormatInvalid;
    }

    private async Task<ReasonCode> AppendAsync(Publisher publisher, PublishRoute route, ReadOnlySequence<byte> payload)
    {
        if (telemetry.Open(publisher.Permit(DeviceAction.PublishTelemetry), route.Name) is not { } series)
        {
            return ReasonCode.QuotaExceeded;
        }

        telemetry.DemandRoom();
        if (!await publisher.Rate.Kept.TakeAsync(publisher.Permit(DeviceAction.PublishTelemetry), payload.Length))
        {
            return ReasonCode.QuotaExceeded;
        }

        // One of several meanings: waited for here, because the PUBACK stands for all of them.
        var commit = new CommitWait();
        long observed = 0;
        while (!TryAppend(publisher, series, route.Name, payload, commit, ref observed))
        {
            await telemetry.RoomAsync(publisher.Closed);
        }

        // Not given up with the device: it is on its way to the disk, and would be published twice.
        await commit.Committed;
        return ReasonCode.Success;
    }

    /// <exception cref="GuardMovedException">The connection's permits have moved.</exception>
    private bool TryAppend(
        Publisher publisher, SeriesId series, string stream, in ReadOnlySequence<byte> payload, CommitWait commit, ref long observed)
    {
        var permit = publisher.Permit(DeviceAction.PublishTelemetry);
        using var effect = permit.Lease.Enter();
        return effect.Allowed ? telemetry.TryAppend(permit, series, stream, payload, commit, ref observed) : throw new GuardMovedException();
    }

    private async Task<ReasonCode> KeepMapAsync(Publisher publisher, PublishRoute route, ReadOnlySequence<byte> payload)
    {
        return await documents.DecodeAsync(payload, route.Encoding, limits.MapBytes, publisher.Rate.Maps, KeepAsync, publisher.Closed) ?? ReasonCode.PayloadFormatInvalid;

        async Task<ReasonCode> KeepAsync(byte[] content)
        {
            var type = route.ContentType ?? (Json.IsJson(content) ? "application/json" : "application/octet-stream");
            return await maps.PutAsync(publisher.Permit(DeviceAction.PublishMap), route.Name, type, content, CancellationToken.None) is null
                ? ReasonCode.QuotaExceeded
                : ReasonCode.Success;
        }
    }

    private async Task<ReasonCode> KeepEventAsync(Publisher publisher, PublishRoute route, ReadOnlySequence<byte> payload)
    {
        var permit = publisher.Permit(DeviceAction.PublishEvent);
        if (!await publisher.Rate.Kept.TakeAsync(permit, payload.Length))
        {
            return ReasonCode.QuotaExceeded;
        }

        await events.AddAsync(permit, route.Name, payload.ToArray(), CancellationToken.None);
        return ReasonCode.Success;
    }
}
