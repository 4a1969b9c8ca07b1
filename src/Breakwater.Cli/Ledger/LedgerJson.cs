using System.Text.Json;
using System.Text.Json.Serialization;
using Breakwater.Cli.Ledger.Incident;
using Breakwater.Cli.Ledger.Mirror;
using Breakwater.Server.Ledger.Verification;

namespace Breakwater.Cli.Ledger;

/// <summary>What only the command line says as JSON; the rest is in ContractsJson.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VerificationReport))]
[JsonSerializable(typeof(ReceiptStatement))]
[JsonSerializable(typeof(ReceiptWritten))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(IncidentReport))]
[JsonSerializable(typeof(MirrorReport))]
internal sealed partial class LedgerJson : JsonSerializerContext;
