using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Reach.Touches;

/// <summary>The fields of an entry that a touch is made of, read from its bytes (<see cref="EntryJson"/>). What is not there is null, zero or empty.</summary>
internal sealed class EntryFields
{
    private readonly TextCache texts = new();

    public long? Time { get; private set; }

    public int? Type { get; private set; }

    public int? Status { get; private set; }

    public string? Role { get; private set; }

    public ulong Actor { get; private set; }

    public ulong Credential { get; private set; }

    public ulong Source { get; private set; }

    public string? Operation { get; private set; }

    public UInt128 Device { get; private set; }

    /// <summary>As they were written: one may be there twice.</summary>
    public List<UInt128> Shown { get; } = [];

    public string? Grant { get; private set; }

    public long BytesIn { get; private set; }

    public long BytesOut { get; private set; }

    public long Count { get; private set; }

    /// <exception cref="JsonException">It is not JSON, or a field has no value that it may have.</exception>
    /// <exception cref="InvalidOperationException">A field is of another kind, or no text.</exception>
    /// <exception cref="FormatException">A number is none, or too large.</exception>
    public void Read(ReadOnlySpan<byte> entry)
    {
        (Time, Type, Status, Role, Operation, Grant) = (null, null, null, null, null, null);
        (Actor, Credential, Source, Device, BytesIn, BytesOut, Count) = (0, 0, 0, default, 0, 0, 1);
        Shown.Clear();
        var json = new Utf8JsonReader(entry);
        ReadEntry(ref json);
    }

    private void ReadEntry(ref Utf8JsonReader json)
    {
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        while (EntryTokens.NextProperty(ref json))
        {
            ReadProperty(ref json);
        }

        // Throws when anything but white space follows.
        json.Read();
    }

    private void ReadProperty(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("time"u8))
        {
            Time = EntryTokens.ReadNumber(ref json);
        }
        else if (json.ValueTextEquals("type_uid"u8))
        {
            json.Read();
            Type = json.GetInt32();
        }
        else if (json.ValueTextEquals("status_id"u8))
        {
            json.Read();
            Status = json.GetInt32();
        }
        else if (json.ValueTextEquals("actor"u8))
        {
            ReadActor(ref json);
        }
        else if (json.ValueTextEquals("src_endpoint"u8))
        {
            Source = (ulong)EntryTokens.ReadUid(ref json, SubjectId.TextLength);
        }
        else if (json.ValueTextEquals("api"u8))
        {
            ReadOperation(ref json);
        }
        else if (json.ValueTextEquals("device"u8))
        {
            Device = EntryTokens.ReadUid(ref json, DeviceId.TextLength);
        }
        else if (json.ValueTextEquals("resources"u8))
        {
            ReadDevices(ref json);
        }
        else if (json.ValueTextEquals("authorizations"u8))
        {
            ReadGrant(ref json);
        }
        else if (json.ValueTextEquals("traffic"u8))
        {
            ReadTraffic(ref json);
        }
        else if (json.ValueTextEquals("count"u8))
        {
            Count = EntryTokens.ReadNumber(ref json);
        }
        else
        {
            EntryTokens.SkipProperty(ref json);
        }
    }

    private void ReadActor(ref Utf8JsonReader json)
    {
        (Role, Actor, Credential) = (null, 0, 0);
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        while (EntryTokens.NextProperty(ref json))
        {
            if (json.ValueTextEquals("user"u8))
            {
                ReadUser(ref json);
            }
            else if (json.ValueTextEquals("session"u8))
            {
                Credential = (ulong)EntryTokens.ReadUid(ref json, SubjectId.TextLength);
            }
            else
            {
                EntryTokens.SkipProperty(ref json);
            }
        }
    }

    private void ReadUser(ref Utf8JsonReader json)
    {
        (Role, Actor) = (null, 0);
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        while (EntryTokens.NextProperty(ref json))
        {
            if (json.ValueTextEquals("type"u8))
            {
                Role = EntryTokens.ReadText(ref json, texts);
            }
            else if (json.ValueTextEquals("uid"u8))
            {
                Actor = (ulong)EntryTokens.ReadId(ref json, SubjectId.TextLength);
            }
            else
            {
                EntryTokens.SkipProperty(ref json);
            }
        }
    }

    private void ReadOperation(ref Utf8JsonReader json)
    {
        Operation = null;
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        while (EntryTokens.NextProperty(ref json))
        {
            if (json.ValueTextEquals("operation"u8))
            {
                Operation = EntryTokens.ReadText(ref json, texts);
            }
            else
            {
                EntryTokens.SkipProperty(ref json);
            }
        }
    }

    private void ReadDevices(ref Utf8JsonReader json)
    {
        Shown.Clear();
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            Shown.Add(ReadResource(ref json));
        }
    }

    private static UInt128 ReadResource(ref Utf8JsonReader json)
    {
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        UInt128 id = default;
        while (EntryTokens.NextProperty(ref json))
        {
            if (json.ValueTextEquals("uid"u8))
            {
                id = EntryTokens.ReadId(ref json, DeviceId.TextLength);
            }
            else
            {
                EntryTokens.SkipProperty(ref json);
            }
        }

        return id != default ? id : throw new JsonException("A resource has no uid");
    }

    /// <summary>There is one authorization, and its policy is the grant.</summary>
    private void ReadGrant(ref Utf8JsonReader json)
    {
        Grant = null;
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartArray);
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        while (EntryTokens.NextProperty(ref json))
        {
            if (json.ValueTextEquals("policy"u8))
            {
                ReadPolicy(ref json);
            }
            else
            {
                EntryTokens.SkipProperty(ref json);
            }
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            json.Skip();
        }
    }

    private void ReadPolicy(ref Utf8JsonReader json)
    {
        Grant = null;
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        while (EntryTokens.NextProperty(ref json))
        {
            if (json.ValueTextEquals("uid"u8))
            {
                Grant = EntryTokens.ReadText(ref json, texts);
            }
            else
            {
                EntryTokens.SkipProperty(ref json);
            }
        }
    }

    private void ReadTraffic(ref Utf8JsonReader json)
    {
        (BytesIn, BytesOut) = (0, 0);
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        while (EntryTokens.NextProperty(ref json))
        {
            if (json.ValueTextEquals("bytes_in"u8))
            {
                BytesIn = EntryTokens.ReadNumber(ref json);
            }
            else if (json.ValueTextEquals("bytes_out"u8))
            {
                BytesOut = EntryTokens.ReadNumber(ref json);
            }
            else
            {
                EntryTokens.SkipProperty(ref json);
            }
        }
    }
}
