namespace Breakwater.Bench.Ledger;

/// <summary>
/// Entries of a ledger as a fleet would write them in a year, as JSON, in the ledger's own spelling. Owners look at their devices several times in a session,
/// services read devices of the whole fleet, operators work on cases; some entries are refusals, or touch nothing. The same seed, fleet and count give
/// the same entries.
/// </summary>
/// <param name="count">Among how many entries the year is divided.</param>
/// <param name="first">The number of the first entry: the entries from there on follow from it, so that parts can be made apart.</param>
internal sealed class SyntheticEntries(SyntheticFleet fleet, long count, long first = 0)
{
    /// <summary>Sessions going on at once.</summary>
    private const int Sessions = 512;

    /// <summary>2026-01-01, Unix time in milliseconds.</summary>
    public const long Start = 1_767_225_600_000;

    /// <summary>A year in milliseconds.</summary>
    public const long Span = 365L * 24 * 60 * 60 * 1000;

    private readonly EntryText text = new();
    private readonly SyntheticSession[] sessions = new SyntheticSession[Sessions];
    private readonly SyntheticSession[] rounds = new SyntheticSession[fleet.Services];
    private readonly double[] shares = Shares(fleet.Services);
    private ulong state = SyntheticFleet.Mix(fleet.Seed + (ulong)first);
    private long entry = first;
    private ulong session = (ulong)first << 16;

    /// <summary>The next entry; its bytes are good until the one after it.</summary>
    public ReadOnlySpan<byte> Next()
    {
        text.Clear();
        text.Text("{\"time\":"u8).Number(Start + (long)(entry * ((double)Span / count)));
        switch (Below(1000))
        {
            case < 890:
                WriteOwner();
                break;
            case < 980:
                WriteService();
                break;
            case < 990:
                WriteOperator();
                break;
            case < 995:
                WriteRefusal();
                break;
            default:
                WriteEvent();
                break;
        }

        entry++;
        return text.Written;
    }

    /// <summary>The next entries, each in memory of its own.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Take(int number)
    {
        for (var i = 0; i < number; i++)
        {
            yield return Next().ToArray();
        }
    }

    private static double[] Shares(int services)
    {
        var shares = new double[services];
        var sum = 0.0;
        for (var i = 0; i < services; i++)
        {
            sum += 1.0 / (i + 1);
            shares[i] = sum;
        }

        return [.. shares.Select(s => s / sum)];
    }

    /// <summary>SplitMix64, as <see cref="SyntheticFleet.Mix"/>.</summary>
    private int Below(int limit)
    {
        state += 0x9E3779B97F4A7C15;
        return (int)Math.BigMul(SyntheticFleet.Mix(state), (ulong)limit, out _);
    }

    private void WriteOwner()
    {
        ref var current = ref sessions[Below(Sessions)];
        var begins = current.Left == 0;
        if (begins)
        {
            var owner = Below(fleet.Owners);
            var source = Below(5) == 0 ? fleet.Id(101, session) : fleet.Home(owner);
            current = new SyntheticSession(owner, fleet.Id(100, session++), source, 8 + Below(16));
        }

        current.Left--;
        var device = (current.Number * fleet.DevicesPerOwner) + Below(fleet.DevicesPerOwner);
        var kind = Below(8);
        text.Text(kind == 7 ? ",\"type_uid\":600301"u8 : ",\"type_uid\":600302"u8);
        WriteActor("owner"u8, fleet.Owner(current.Number), current.Credential, current.Source);
        WriteDevice(begins ? 0 : kind, device);
        text.Text("\"authorizations\":[{\"policy\":{\"uid\":\""u8).Id(fleet.Grant(device)).Text("\"}}],"u8);
        WriteAnswer();
    }

    /// <summary>A service reads three things of a device before it goes on to the next.</summary>
    private void WriteService()
    {
        var service = Array.BinarySearch(shares, Below(int.MaxValue) / (double)int.MaxValue);
        service = Math.Min(fleet.Services - 1, service < 0 ? ~service : service);
        ref var round = ref rounds[service];
        if (round.Left == 0)
        {
            // It takes a new token about once in a segment.
            round = new SyntheticSession(Below(fleet.Devices), fleet.Id(102, ((ulong)service << 40) + (ulong)(entry >> 16)), fleet.Id(103, (ulong)service), 3);
        }

        round.Left--;
        text.Text(",\"type_uid\":600302"u8);
        WriteActor("service"u8, fleet.Service(service), round.Credential, round.Source);
        WriteDevice(Below(7), round.Number);
        text.Text("\"authorizations\":[{\"policy\":{\"uid\":\""u8).Id(fleet.Id(104, (ulong)service)).Text("\"}}],"u8);
        WriteAnswer();
    }

    private void WriteOperator()
    {
        var number = Below(fleet.Operators);
        var device = Below(fleet.Devices);
        text.Text(",\"type_uid\":600302"u8);
        WriteActor("operator"u8, fleet.Operator(number), fleet.Id(105, ((ulong)number << 40) + (ulong)(entry >> 16)), fleet.Id(106, (ulong)number));
        WriteDevice(Below(8), device);
        text.Text("\"authorizations\":[{\"policy\":{\"uid\":\""u8).Id(fleet.Id(107, (ulong)number)).Text("\"}}],\"ticket\":{\"uid\":\"CASE-"u8).Number(entry >> 12).Text("\"},"u8);
        WriteAnswer();
    }

    private void WriteRefusal()
    {
        text.Text(",\"type_uid\":600302,\"status_id\":2,\"status_detail\":\"NotGranted\",\"actor\":{\"user\":{\"type\":\"owner\",\"uid\":\""u8)
            .Id(fleet.Owner(Below(fleet.Owners))).Text("\"}},\"src_endpoint\":{\"uid\":\""u8).Id(fleet.Id(108, (ulong)Below(1 << 20))).Text("\"},"u8);
        WriteDevice(Below(7), Below(fleet.Devices));
        text.Text("\"http_response\":{\"code\":404}}"u8);
    }

    private void WriteEvent() => text
        .Text(",\"type_uid\":300403,\"status_id\":1,\"actor\":{\"user\":{\"type\":\"system\"}},\"api\":{\"operation\":\"certificate.renewed\"},\"device\":{\"uid\":\""u8)
        .Id(fleet.Device(Below(fleet.Devices))).Text("\"},\"unmapped\":{\"serial\":\""u8).Id(fleet.Id(109, (ulong)entry)).Text("\"}}"u8);

    private void WriteActor(ReadOnlySpan<byte> role, ulong actor, ulong credential, ulong source) => text
        .Text(",\"status_id\":1,\"actor\":{\"user\":{\"type\":\""u8).Text(role).Text("\",\"uid\":\""u8).Id(actor)
        .Text("\"},\"session\":{\"uid\":\""u8).Id(credential).Text("\"}},\"src_endpoint\":{\"uid\":\""u8).Id(source).Text("\"},"u8);

    private void WriteDevice(int kind, int device) => text
        .Text("\"api\":{\"operation\":\""u8)
        .Text(kind switch
        {
            0 => "devices:read\",\"service\":{\"name\":\"GET /v1/devices/{device}\""u8,
            1 => "twin:read\",\"service\":{\"name\":\"GET /v1/devices/{device}/twin\""u8,
            2 => "maps:read\",\"service\":{\"name\":\"GET /v1/devices/{device}/maps/{name}\""u8,
            3 => "events:read\",\"service\":{\"name\":\"GET /v1/devices/{device}/events\""u8,
            4 => "commands:read\",\"service\":{\"name\":\"GET /v1/devices/{device}/commands\""u8,
            7 => "commands:send\",\"service\":{\"name\":\"POST /v1/devices/{device}/commands\""u8,
            _ => "telemetry:read\",\"service\":{\"name\":\"GET /v1/devices/{device}/telemetry/{stream}\""u8,
        })
        .Text("}},\"device\":{\"uid\":\""u8).Id(fleet.Device(device)).Text("\"},"u8);

    private void WriteAnswer() => text
        .Text("\"http_response\":{\"code\":200},\"traffic\":{\"bytes_in\":0,\"bytes_out\":"u8).Number(200 + Below(20_000)).Text("}}"u8);
}
