using System.Text.Json;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Export;

/// <summary>OCSF's <c>actor</c> and <c>user</c>. A user has a name or an id at least, so one that nobody knows is named for its role.</summary>
internal static class OcsfActors
{
    public static void WriteActor(Utf8JsonWriter json, LedgerEntry<SubjectId> entry, LedgerEntryView view)
    {
        json.WriteStartObject("actor"u8);
        WriteUser(json, entry.Actor?.ToString(), view.Principal, entry.Role);
        if (entry.Credential is { } credential)
        {
            json.WriteStartObject("session"u8);
            json.WriteString("uid"u8, credential.ToString());
            if (view.Credential is not null)
            {
                json.WriteString("credential_uid"u8, view.Credential);
            }

            json.WriteEndObject();
        }

        // A grant in an entry about the grant itself is no authorization of whoever gave it.
        if (entry.Grant is not null && entry.Type.IsAccess())
        {
            json.WriteStartArray("authorizations"u8);
            json.WriteStartObject();
            json.WriteString("decision"u8, entry.Refusal is null ? "allowed" : "denied");
            json.WriteStartObject("policy"u8);
            json.WriteString("uid"u8, entry.Grant);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    /// <summary>Whom an account or a grant is about.</summary>
    public static void WriteAbout(Utf8JsonWriter json, LedgerEntry<SubjectId> entry, LedgerEntryView view)
    {
        var role = view.About is { } named && PrincipalId.TryParse(named, out var id) ? id.Kind.ToString().ToLowerInvariant() : "unknown";
        WriteUser(json, entry.About?.ToString(), view.About, role);
    }

    public static void WriteUser(Utf8JsonWriter json, string? pseudonym, string? name, string role)
    {
        json.WriteStartObject("user"u8);
        if (pseudonym is not null)
        {
            json.WriteString("uid"u8, pseudonym);
        }

        if (name is not null || pseudonym is null)
        {
            json.WriteString("name"u8, name ?? role);
        }

        json.WriteString("type"u8, role);
        json.WriteNumber("type_id"u8, TypeOf(role));
        json.WriteEndObject();
    }

    private static int TypeOf(string role) => role switch
    {
        "owner" => 1,
        "operator" => 2,
        "system" => 3,
        "anonymous" or "unknown" => 0,
        _ => 99,
    };
}
