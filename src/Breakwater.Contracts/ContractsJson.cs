using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ledger;
using Breakwater.Contracts.Problems;

namespace Breakwater.Contracts;

/// <summary>The one place that says how wire types are written: camel case, no nulls, reflection-free.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(DeviceSummary))]
[JsonSerializable(typeof(Page<DeviceSummary>))]
[JsonSerializable(typeof(Twin))]
[JsonSerializable(typeof(TwinSection))]
[JsonSerializable(typeof(TelemetryPoint))]
[JsonSerializable(typeof(TelemetryStream))]
[JsonSerializable(typeof(Page<TelemetryPoint>))]
[JsonSerializable(typeof(Page<TelemetryStream>))]
[JsonSerializable(typeof(Page<MapSummary>))]
[JsonSerializable(typeof(Page<DeviceEvent>))]
[JsonSerializable(typeof(Page<Command>))]
[JsonSerializable(typeof(Command))]
[JsonSerializable(typeof(CommandRequest))]
[JsonSerializable(typeof(CommandAcknowledgement))]
[JsonSerializable(typeof(LiveTelemetry))]
[JsonSerializable(typeof(LivePresence))]
[JsonSerializable(typeof(LiveTwin))]
[JsonSerializable(typeof(LedgerStatus))]
[JsonSerializable(typeof(LedgerQuestion))]
[JsonSerializable(typeof(ReachReport))]
[JsonSerializable(typeof(LedgerEntryView))]
[JsonSerializable(typeof(Page<LedgerEntryView>))]
[JsonSerializable(typeof(ErasureRequest))]
[JsonSerializable(typeof(ErasureReport))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(AccessNotice))]
[JsonSerializable(typeof(Page<AccessNotice>))]
[JsonSerializable(typeof(Page<DeviceAccess>))]
[JsonSerializable(typeof(EndingStatus))]
[JsonSerializable(typeof(DeviceDetails))]
[JsonSerializable(typeof(DeviceStanding))]
[JsonSerializable(typeof(Page<DeviceStanding>))]
[JsonSerializable(typeof(BulkGrantRequest))]
[JsonSerializable(typeof(BulkGrants))]
[JsonSerializable(typeof(ManifestRow))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(OperatorReason))]
[JsonSerializable(typeof(ClaimIssued))]
[JsonSerializable(typeof(PersonRequest))]
[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(Page<Person>))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenIssued))]
[JsonSerializable(typeof(Page<TokenSummary>))]
[JsonSerializable(typeof(GrantRequest))]
[JsonSerializable(typeof(GrantSummary))]
[JsonSerializable(typeof(Page<GrantSummary>))]
[JsonSerializable(typeof(GroupRequest))]
[JsonSerializable(typeof(GroupSummary))]
[JsonSerializable(typeof(Page<GroupSummary>))]
[JsonSerializable(typeof(TagRequest))]
[JsonSerializable(typeof(DeviceTagList))]
[JsonSerializable(typeof(DeclaredWayIn))]
[JsonSerializable(typeof(Page<DeclaredWayIn>))]
[JsonSerializable(typeof(ServerReady))]
[JsonSerializable(typeof(JsonElement))]
public sealed partial class ContractsJson : JsonSerializerContext;
