using System.Text.Json;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Reach.Touches;

/// <summary>
/// The fields of an entry that a touch is made of, read from its bytes (<see cref="EntryJson"/>) without making an entry of them. One at a time: the
/// properties are those of the entry read last. What no touch is made of is only seen to be JSON.
/// </summary>
internal sealed class EntryFields
{
    private readonly TextCache texts = new();
    private long? time;
    private int? type;
    private int? status;
    private string? role;
    private string? operation;
    private string? grant;
    private long bytesIn;
    private long bytesOut;

    /// <summary>Unix time in milliseconds.</summary>
    public long Time => time ?? 0;

    public EntryType Type => (EntryType)(type ?? 0);

    public string Role => role ?? "";

    /// <summary>Zero for nobody.</summary>
    public ulong Actor { get; private set; }

    /// <summary>Zero for none.</summary>
    public ulong Credential { get; private set; }

    /// <summary>Zero for none.</summary>
    public ulong Source { get; private set; }

    public string Operation => operation ?? "";

    /// <summary>Zero for none.</summary>
    public UInt128 Device { get; private set; }

    /// <summary>Empty for none.</summary>
    public string Grant => grant ?? "";

    /// <summary>Of the request and the answer.</summary>
    public long Bytes => bytesIn + bytesOut;

    public long Count { get; private set; }

    /// <summary>A device was accessed: by another than itself, with a permit.</summary>
    public bool IsTouch => status == 1 && Device != default && Type.IsAccess() && role != "device";

    /// <exception cref="FormatException">It is not an entry.</exception>
    public void Read(ReadOnlySpan<byte> entry)
    {
        (time, type, status, role, operation, grant) = (null, null, null, null, null, null);
        (Actor, Credential, Source, Device, bytesIn, bytesOut, Count) = (0, 0, 0, default, 0, 0, 1);
        var json = new Utf8JsonReader(entry);
        try
        {
            ReadEntry(ref json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"It is not an entry: {exception.Message}", exception);
        }

        if (this is not { time: { } at, type: not null, status: not null, role: not null, operation: not null })
        {
            throw new FormatException("It is not an entry: something is missing.");
        }

        if (at < DateTimeOffset.MinValue.ToUnixTimeMilliseconds() || at > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            throw new FormatException("It is not an entry: there is no such time.");
        }
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
            time = EntryTokens.ReadNumber(ref json);
        }
        else if (json.ValueTextEquals("type_uid"u8))
        {
            json.Read();
            type = json.GetInt32();
        }
        else if (json.ValueTextEquals("status_id"u8))
        {
            json.Read();
            status = json.GetInt32();
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
        (role, Actor, Credential) = (null, 0, 0);
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
        (role, Actor) = (null, 0);
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        while (EntryTokens.NextProperty(ref json))
        {
            if (json.ValueTextEquals("type"u8))
            {
                role = EntryTokens.ReadText(ref json, texts);
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
        operation = null;
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        while (EntryTokens.NextProperty(ref json))
        {
            if (json.ValueTextEquals("operation"u8))
            {
                operation = EntryTokens.ReadText(ref json, texts);
            }
            else
            {
                EntryTokens.SkipProperty(ref json);
            }
        }
    }

    /// <summary>There is one authorization, and its policy is the grant.</summary>
    private void ReadGrant(ref Utf8JsonReader json)
    {
        grant = null;
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
        grant = null;
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        while (EntryTokens.NextProperty(ref json))
        {
            if (json.ValueTextEquals("uid"u8))
            {
                grant = EntryTokens.ReadText(ref json, texts);
            }
            else
            {
                EntryTokens.SkipProperty(ref json);
            }
        }
    }

    private void ReadTraffic(ref Utf8JsonReader json)
    {
        (bytesIn, bytesOut) = (0, 0);
        json.Read();
        EntryTokens.Expect(ref json, JsonTokenType.StartObject);
        while (EntryTokens.NextProperty(ref json))
        {
            if (json.ValueTextEquals("bytes_in"u8))
            {
                bytesIn = EntryTokens.ReadNumber(ref json);
            }
            else if (json.ValueTextEquals("bytes_out"u8))
            {
                bytesOut = EntryTokens.ReadNumber(ref json);
            }
            else
            {
                EntryTokens.SkipProperty(ref json);
            }
        }
    }
}
