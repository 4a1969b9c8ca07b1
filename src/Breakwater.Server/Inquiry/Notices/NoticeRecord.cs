using Breakwater.Contracts.Ids;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Inquiry.Notices;

/// <summary>An operator or a service touched a device for the first time: its owners are to hear of it.</summary>
[OfDevice]
internal sealed class NoticeRecord
{
    public required DeviceId Device { get; init; }

    /// <summary>The pseudonym of whoever touched it.</summary>
    public required string Accessor { get; init; }

    public required string Role { get; init; }

    public required string Operation { get; init; }

    public string? Case { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The number of the ledger's entry.</summary>
    public required long Entry { get; init; }

    /// <param name="entry">For whoever reads it; null where that is not known.</param>
    public AccessNotice ToContract(EntryReference? entry) => new(Device, At, Role, Operation, Case, entry);

#pragma warning disable RS0030 // one statement for a row that may or may not be there
    /// <summary>False: there is one already.</summary>
    public bool TryAdd(BreakwaterDbContext db) => db.Database.ExecuteSql(
        $"""
        INSERT INTO access_notices ("Device", "Accessor", "Role", "Operation", "Case", "At", "Entry")
        VALUES ({Device.ToString()}, {Accessor}, {Role}, {Operation}, {Case}, {UnixMicros.From(At)}, {Entry})
        ON CONFLICT ("Device", "Accessor") DO NOTHING
        """) > 0;
#pragma warning restore RS0030

    internal sealed class Mapping : IEntityTypeConfiguration<NoticeRecord>
    {
        public void Configure(EntityTypeBuilder<NoticeRecord> builder)
        {
            builder.ToTable("access_notices");
            builder.HasKey(n => new { n.Device, n.Accessor });
            builder.Property(n => n.Accessor).HasMaxLength(16);
            builder.Property(n => n.Role).HasMaxLength(16);
            builder.Property(n => n.Operation).HasMaxLength(64);
            builder.Property(n => n.Case).HasMaxLength(64);
            builder.HasIndex(n => new { n.Device, n.Entry });
        }
    }
}
