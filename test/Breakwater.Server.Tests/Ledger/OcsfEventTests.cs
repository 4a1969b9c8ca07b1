using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Ledger.Export;

namespace Breakwater.Server.Tests.Ledger;

/// <summary>Events against OCSF 1.5.0 (https://github.com/ocsf/ocsf-schema, tag 1.5.0: events/*, objects/*, profiles/host.json).</summary>
public sealed class OcsfEventTests
{
    /// <summary>Required of every class: events/base_event.json.</summary>
    private static readonly string[] Base =
        ["activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"];

    /// <summary>The optional and recommended attributes of every class that are used here.</summary>
    private static readonly string[] BaseOptional =
    [
        "activity_name", "category_name", "class_name", "type_name", "severity", "status", "status_id", "status_detail", "message", "count", "start_time", "end_time",
        "unmapped",
    ];

    /// <summary>What a class requires besides, and what else it has.</summary>
    private static readonly Dictionary<int, (string[] Required, string[] Optional)> Classes = new()
    {
        [3001] = (["user"], ["actor"]),
        [3004] = (["entity"], ["actor"]),
        [3005] = (["privileges", "user"], ["actor", "resources"]),
        [6002] = (["app"], []),
        [6003] = (["actor", "api", "src_endpoint"], ["http_request", "http_response", "resources"]),
    };

    /// <summary>Of the profile host.</summary>
    private static readonly string[] Host = ["actor", "device"];

    private static readonly DateTimeOffset Time = new(2026, 11, 26, 6, 0, 0, 250, TimeSpan.Zero);
    private static readonly DeviceId Device = DeviceId.Create();
    private static readonly SubjectId Somebody = Pseudonym("0123456789abcdef");

    public static TheoryData<EntryType> Types => [.. Enum.GetValues<EntryType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Write_EntryOfEachType_HasWhatItsClassRequires_AndNothingThatItLacks(EntryType type)
    {
        foreach (var entry in Variants(type))
        {
            var json = Write(entry);
            var names = json.EnumerateObject().Select(p => p.Name).ToArray();
            var (required, optional) = Classes[json.GetProperty("class_uid").GetInt32()];
            var profile = json.GetProperty("metadata").TryGetProperty("profiles", out var profiles) ? profiles.EnumerateArray().Select(p => p.GetString()).ToArray() : [];
            Assert.Empty(Base.Concat(required).Except(names));
            Assert.Empty(names.Except(Base).Except(BaseOptional).Except(required).Except(optional).Except(profile.Contains("host") ? Host : []));
            Assert.Equal(names.Length, names.Distinct().Count());
            AssertObjects(json);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Write_Classification_AddsUp(EntryType type)
    {
        var json = Write(New(type));
        var (category, activity, kind) = (json.GetProperty("class_uid").GetInt32(), json.GetProperty("activity_id").GetInt32(), json.GetProperty("type_uid").GetInt32());
        Assert.Equal(kind, (category * 100) + activity);
        Assert.Equal((int)type, kind);
        Assert.Equal(category / 1000, json.GetProperty("category_uid").GetInt32());
        Assert.Equal($"{json.GetProperty("class_name").GetString()}: {json.GetProperty("activity_name").GetString()}", json.GetProperty("type_name").GetString());
        Assert.Equal(activity == 99, json.GetProperty("activity_name").GetString() == "Other");
        Assert.NotEqual("Base Event", json.GetProperty("class_name").GetString());
        Assert.Equal(Time.ToUnixTimeMilliseconds(), json.GetProperty("time").GetInt64());
    }

    [Fact]
    public void Write_Access_MapsWhatIsThere()
    {
        var json = Write(
            New(EntryType.ApiRead) with
            {
                Device = Device, WayIn = "GET /v1/devices/{device}/maps", Status = 200, BytesIn = 3, BytesOut = 41, Grant = "g1", Case = "INC-1", Count = 7, Start = Time, End = Time,
                Source = Somebody, Credential = Somebody,
            },
            principal: "owner:1f",
            credential: "token:91",
            source: "ip:192.0.2.1@2026-11");
        Assert.Equal("12", json.GetProperty("metadata").GetProperty("uid").GetString());
        Assert.Equal(12, json.GetProperty("metadata").GetProperty("sequence").GetInt64());
        Assert.Equal("INC-1", json.GetProperty("metadata").GetProperty("correlation_uid").GetString());
        Assert.Equal((1, 1), (json.GetProperty("severity_id").GetInt32(), json.GetProperty("status_id").GetInt32()));
        Assert.Equal("owner:1f", json.GetProperty("actor").GetProperty("user").GetProperty("name").GetString());
        Assert.Equal("token:91", json.GetProperty("actor").GetProperty("session").GetProperty("credential_uid").GetString());
        Assert.Equal("g1", json.GetProperty("actor").GetProperty("authorizations")[0].GetProperty("policy").GetProperty("uid").GetString());
        Assert.Equal("192.0.2.1", json.GetProperty("src_endpoint").GetProperty("ip").GetString());
        Assert.Equal("maps:read", json.GetProperty("api").GetProperty("operation").GetString());
        Assert.Equal("GET", json.GetProperty("http_request").GetProperty("http_method").GetString());
        Assert.Equal(3, json.GetProperty("http_request").GetProperty("body_length").GetInt64());
        Assert.Equal((200, 41), (json.GetProperty("http_response").GetProperty("code").GetInt32(), json.GetProperty("http_response").GetProperty("body_length").GetInt32()));
        Assert.Equal(41, json.GetProperty("unmapped").GetProperty("traffic").GetProperty("bytes_out").GetInt64());
        Assert.Equal((7, "IOT"), (json.GetProperty("count").GetInt32(), json.GetProperty("device").GetProperty("type").GetString()));
        Assert.Equal(Device.ToString(), Assert.Single(json.GetProperty("resources").EnumerateArray()).GetProperty("uid").GetString());
    }

    [Fact]
    public void Write_Refusal_IsAFailureOfLowSeverity()
    {
        var json = Write(New(EntryType.ApiOther) with { Refusal = "NotGranted", Actor = null, Role = "anonymous", WayIn = "mqtt CONNECT" });
        Assert.Equal((2, 2, "NotGranted"), (json.GetProperty("severity_id").GetInt32(), json.GetProperty("status_id").GetInt32(), json.GetProperty("status_detail").GetString()));
        Assert.Equal("anonymous", json.GetProperty("actor").GetProperty("user").GetProperty("name").GetString());
        Assert.Equal("unknown", json.GetProperty("src_endpoint").GetProperty("name").GetString());
        Assert.False(json.TryGetProperty("http_request", out _));
    }

    [Theory]
    [InlineData("ip:2001:db8::/64@2026-11", "name", "2001:db8::/64")]
    [InlineData("ip:2001:db8::1@2026-11", "ip", "2001:db8::1")]
    [InlineData("192.0.2.1", "ip", "192.0.2.1")]
    public void Write_Source_IsAnAddressOnlyIfItIsOne(string source, string attribute, string value)
    {
        var json = Write(New(EntryType.ApiRead) with { Source = Somebody }, source: source);
        Assert.Equal(value, json.GetProperty("src_endpoint").GetProperty(attribute).GetString());
    }

    [Fact]
    public void Write_Text_IsTheMessage()
    {
        var json = Write(New(EntryType.EntityUpdated) with { Operation = "device.revoked", Device = Device }, message: "lost");
        Assert.Equal("device.revoked: lost", json.GetProperty("message").GetString());
        Assert.Equal("device.revoked", json.GetProperty("unmapped").GetProperty("operation").GetString());
        Assert.Equal(Device.ToString(), json.GetProperty("entity").GetProperty("uid").GetString());
    }

    [Fact]
    public void Write_BodyIsNoEntry_Throws() => Assert.Throws<FormatException>(() =>
        OcsfEvent.Write(new ArrayBufferWriter<byte>(), new LedgerEntryView(0, JsonElement.Parse("{}"), null, null, null, null, null, null)));

    /// <summary>What the objects require: objects/*.json, their requirement and constraints.</summary>
    private static void AssertObjects(JsonElement json)
    {
        var metadata = json.GetProperty("metadata");
        Assert.Equal("1.5.0", metadata.GetProperty("version").GetString());
        Assert.True(metadata.GetProperty("product").TryGetProperty("name", out _));
        if (json.TryGetProperty("actor", out var actor))
        {
            AssertAny(actor.GetProperty("user"), "account", "name", "uid");
        }

        if (json.TryGetProperty("user", out var user))
        {
            AssertAny(user, "account", "name", "uid");
        }

        if (json.TryGetProperty("entity", out var entity))
        {
            AssertAny(entity, "name", "uid", "device", "group", "org", "policy", "user");
        }

        if (json.TryGetProperty("src_endpoint", out var source))
        {
            AssertAny(source, "ip", "uid", "name", "hostname", "svc_name", "instance_uid", "interface_uid", "interface_name", "domain");
        }

        if (json.TryGetProperty("device", out var device))
        {
            Assert.Equal(7, device.GetProperty("type_id").GetInt32());
        }

        if (json.TryGetProperty("http_response", out var response))
        {
            Assert.True(response.TryGetProperty("code", out _));
        }

        if (json.TryGetProperty("privileges", out var privileges))
        {
            Assert.NotEqual(0, privileges.GetArrayLength());
        }
    }

    private static void AssertAny(JsonElement element, params string[] names) => Assert.Contains(names, n => element.TryGetProperty(n, out _));

    private static IEnumerable<LedgerEntry<SubjectId>> Variants(EntryType type)
    {
        var entry = New(type);
        yield return entry;
        yield return entry with { Actor = null, Role = "system" };
        yield return entry with { Device = Device, Case = "INC-1", Grant = "g" };
        yield return entry with { Device = Device, WayIn = "PATCH /v1/devices/{device}/twin/desired", BytesIn = 3, BytesOut = 3, Status = 200 };
        yield return entry with { Refusal = "NotGranted", Count = 9, Start = Time, End = Time, Details = Details("devices", "3") };
        yield return entry with { About = SubjectId.From(0xfedcba9876543210), Details = Details("actions", "maps:read twin:read").SetItem("token", "fedcba9876543211") };
    }

    private static ImmutableSortedDictionary<string, string> Details(string name, string value) =>
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal).Add(name, value);

    private static LedgerEntry<SubjectId> New(EntryType type) => new()
    {
        Time = Time, Type = type, Operation = type.IsAccess() ? "maps:read" : "thing.changed", Role = "owner", Actor = Somebody,
    };

    private static SubjectId Pseudonym(string text) => SubjectId.TryParse(text, out var id) ? id : throw new FormatException(text);

    private static JsonElement Write(LedgerEntry<SubjectId> entry, string? principal = null, string? credential = null, string? source = null, string? message = null)
    {
        var (body, line) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        EntryJson.Write(body, entry);
        OcsfEvent.Write(line, new LedgerEntryView(12, JsonElement.Parse(body.WrittenSpan), principal, credential, source, null, message, null));
        Assert.DoesNotContain((byte)'\n', line.WrittenSpan.ToArray());
        return JsonElement.Parse(line.WrittenSpan);
    }
}
