using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Reach;
using Breakwater.Server.Ledger.Subjects;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Inquiry;

/// <summary>Answers what a credential touched, with the names that an investigator needs: serials, owners, principals.</summary>
internal sealed class ReachDesk(LedgerStore store, LedgerLog log, SubjectDirectory subjects, Database database)
{
    /// <summary>Ids in one query; SQLite allows 32,766 parameters.</summary>
    private const int IdsAQuery = 1000;

    public async Task<ReachReport> AnswerAsync(LedgerQuestion asked, ReachQuestion question, CancellationToken cancellationToken)
    {
        await log.SettleAsync();
        var entries = store.Size;
        var answer = await Task.Run(
            () => ReachQuery.Answer(question, LedgerReach.SourceOf(store), ReachQuery.MostRows, cancellationToken), cancellationToken);
        var devices = answer.Rows.Select(r => r.Device ?? question.Device).Distinct().ToArray();
        var known = await DescribeAsync(devices, cancellationToken);
        var people = await subjects.ResolveAsync(answer.Rows.Where(r => r.Actor is not null).Select(r => r.Actor!.Value), cancellationToken);
        return new ReachReport(
            asked,
            entries,
            answer.Count,
            answer.Bytes,
            [.. answer.Rows.Select(row => Describe(row, row.Device ?? question.Device, known, people))],
            answer.Capped,
            answer.Approximate);
    }

    private static ReachReportRow Describe(
        ReachRow row,
        DeviceId device,
        Dictionary<DeviceId, (string? Serial, List<PrincipalId> Owners)> known,
        IReadOnlyDictionary<Ledger.Entries.SubjectId, string> people)
    {
        var (serial, owners) = known[device];
        return new ReachReportRow(
            device,
            serial,
            owners,
            row.Actor?.ToString(),
            row.Actor is { } actor ? people.GetValueOrDefault(actor) : null,
            row.Role,
            DateTimeOffset.FromUnixTimeMilliseconds(row.First),
            DateTimeOffset.FromUnixTimeMilliseconds(row.Last),
            row.Count,
            row.Bytes,
            row.Operations,
            row.Grants);
    }

    private async Task<Dictionary<DeviceId, (string? Serial, List<PrincipalId> Owners)>> DescribeAsync(DeviceId[] devices, CancellationToken cancellationToken)
    {
        var known = devices.ToDictionary(d => d, _ => ((string?)null, new List<PrincipalId>()));
        await using var db = database.Read();
        foreach (var part in devices.Chunk(IdsAQuery))
        {
            foreach (var device in await db.Set<DeviceRecord>().Where(d => part.Contains(d.Id)).Select(d => new { d.Id, d.Serial }).ToListAsync(cancellationToken))
            {
                known[device.Id] = (device.Serial, known[device.Id].Item2);
            }

            var nullable = part.Cast<DeviceId?>().ToArray();
            foreach (var grant in await db.Set<GrantRecord>().Where(g => nullable.Contains(g.Device) && g.RevokedAt == null)
                .Select(g => new { g.Device, g.Principal }).ToListAsync(cancellationToken))
            {
                var owners = known[grant.Device!.Value].Item2;
                if (grant.Principal.Kind == PrincipalKind.Owner && !owners.Contains(grant.Principal))
                {
                    owners.Add(grant.Principal);
                }
            }
        }

        return known;
    }
}
