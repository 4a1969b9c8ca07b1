using System.Text.Json;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Export;

/// <summary>OCSF's <c>device</c>, <c>resources</c> and <c>entity</c>.</summary>
internal static class OcsfDevice
{
    private const int Iot = 7;
    private const int DeviceEntity = 1;
    private const int UserEntity = 2;
    private const int OtherEntity = 99;

    public static void Write(Utf8JsonWriter json, DeviceId device)
    {
        json.WriteStartObject("device"u8);
        json.WriteString("uid"u8, device.ToString());
        json.WriteNumber("type_id"u8, Iot);
        json.WriteString("type"u8, OcsfNames.DeviceType);
        json.WriteEndObject();
    }

    public static void WriteResources(Utf8JsonWriter json, LedgerEntry<SubjectId> entry)
    {
        if (entry.Device is { } device)
        {
            json.WriteStartArray("resources"u8);
            json.WriteStartObject();
            json.WriteString("uid"u8, device.ToString());
            json.WriteString("type"u8, "device");
            json.WriteEndObject();
            json.WriteEndArray();
        }
    }

    /// <summary>What is managed: the device, or what the operation is named for (<c>token.issued</c>, <c>segment.pruned</c>).</summary>
    public static void WriteEntity(Utf8JsonWriter json, LedgerEntry<SubjectId> entry, LedgerEntryView view)
    {
        json.WriteStartObject("entity"u8);
        if (entry.Device is { } device)
        {
            json.WriteString("uid"u8, device.ToString());
            json.WriteNumber("type_id"u8, DeviceEntity);
            json.WriteString("type"u8, "Device");
            Write(json, device);
        }
        else
        {
            var what = entry.Operation.Split('.')[0];
            var token = entry.Details.GetValueOrDefault("token");
            json.WriteString("name"u8, what);
            if (token is not null)
            {
                json.WriteString("uid"u8, token);
            }

            var person = what == "principal";
            json.WriteNumber("type_id"u8, person ? UserEntity : OtherEntity);
            json.WriteString("type"u8, person ? "User" : what);
            if (entry.About is not null)
            {
                OcsfActors.WriteAbout(json, entry, view);
            }
        }

        json.WriteEndObject();
    }
}
