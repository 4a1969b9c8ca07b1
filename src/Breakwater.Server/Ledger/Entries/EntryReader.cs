using System.Collections.Immutable;
using System.Text.Json;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Ledger.Entries;

/// <summary>The reading half of <see cref="EntryJson"/>.</summary>
internal static class EntryReader
{
    public static LedgerEntry<SubjectId> Read(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8);
        var root = document.RootElement;
        var actor = root.GetProperty("actor"u8);
        var user = actor.GetProperty("user"u8);
        var api = root.GetProperty("api"u8);
        var (about, details) = Unmapped(root);
        return new LedgerEntry<SubjectId>
        {
            Time = DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("time"u8).GetInt64()),
            Type = (EntryType)root.GetProperty("type_uid"u8).GetInt32(),
            Refusal = root.GetProperty("status_id"u8).GetInt32() == 1 ? null : Text(root, "status_detail"u8) ?? "unknown",
            Role = user.GetProperty("type"u8).GetString()!,
            Actor = Subject(Text(user, "uid"u8)),
            Credential = Subject(Uid(actor, "session"u8)),
            Source = Subject(Uid(root, "src_endpoint"u8)),
            Operation = api.GetProperty("operation"u8).GetString()!,
            WayIn = api.TryGetProperty("service"u8, out var service) ? service.GetProperty("name"u8).GetString() : null,
            Device = Uid(root, "device"u8) is { } device ? DeviceId.Parse(device) : null,
            Grant = root.TryGetProperty("authorizations"u8, out var authorizations) ? Uid(authorizations[0], "policy"u8) : null,
            Case = Uid(root, "ticket"u8),
            Status = root.TryGetProperty("http_response"u8, out var response) ? response.GetProperty("code"u8).GetInt32() : null,
            BytesIn = Traffic(root, "bytes_in"u8),
            BytesOut = Traffic(root, "bytes_out"u8),
            Count = root.TryGetProperty("count"u8, out var count) ? count.GetInt64() : 1,
            Start = Time(root, "start_time"u8),
            End = Time(root, "end_time"u8),
            Message = root.TryGetProperty("message_sealed"u8, out var message)
                ? new Message<SubjectId>(Subject(Text(message, "key"u8)) ?? default, message.GetProperty("data"u8).GetString()!)
                : null,
            About = about,
            Details = details,
        };
    }

    private static (SubjectId? About, ImmutableSortedDictionary<string, string> Details) Unmapped(JsonElement root)
    {
        if (!root.TryGetProperty("unmapped"u8, out var unmapped))
        {
            return (null, EntryDetails.None);
        }

        var all = unmapped.EnumerateObject().ToImmutableSortedDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
        return SubjectId.TryParse(all.GetValueOrDefault(EntryDetails.About), out var about) ? (about, all.Remove(EntryDetails.About)) : (null, all);
    }

    private static string? Text(JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string? Uid(JsonElement element, ReadOnlySpan<byte> name) =>
        element.TryGetProperty(name, out var inner) ? inner.GetProperty("uid"u8).GetString() : null;

    private static SubjectId? Subject(string? text) => text is null ? null
        : SubjectId.TryParse(text, out var id) ? id
        : throw new JsonException($"'{text}' is not a pseudonym");

    private static long Traffic(JsonElement root, ReadOnlySpan<byte> name) =>
        root.TryGetProperty("traffic"u8, out var traffic) && traffic.TryGetProperty(name, out var bytes) ? bytes.GetInt64() : 0;

    private static DateTimeOffset? Time(JsonElement root, ReadOnlySpan<byte> name) =>
        root.TryGetProperty(name, out var time) ? DateTimeOffset.FromUnixTimeMilliseconds(time.GetInt64()) : null;
}
