using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Gateway.Limits;

/// <summary>How many bytes of its last day each device has in hand or has used.</summary>
internal sealed class DayBytesStore(Database database)
{
    /// <summary>Writes a portion down as used. 0: there is not even the least of it left this day.</summary>
    /// <param name="least">Bytes that are needed.</param>
    /// <param name="wished">Bytes; fewer at the end of what there is.</param>
    /// <param name="limit">Bytes a day.</param>
    public Task<long> ReserveAsync(Permit permit, DateOnly day, int least, int wished, int limit)
    {
        var device = permit.Device;
        return database.WriteAsync(permit.Guard, db =>
        {
            var row = db.Set<Row>().FirstOrDefault(r => r.Device == device);
            var used = row?.Day == day ? row.Bytes : 0;
            var portion = Math.Min(wished, limit - used);
            if (portion < least)
            {
                return 0;
            }

            if (row is null)
            {
                row = new Row { Device = device };
                db.Add(row);
            }

            (row.Day, row.Bytes) = (day, used + portion);
            db.SaveChanges();
            return portion;
        });
    }

    [OfDevice]
    private sealed class Row
    {
        public required DeviceId Device { get; init; }

        public DateOnly Day { get; set; }

        /// <summary>Used, or in hand.</summary>
        public long Bytes { get; set; }

        internal sealed class Mapping : IEntityTypeConfiguration<Row>
        {
            public void Configure(EntityTypeBuilder<Row> builder)
            {
                builder.ToTable("device_days");
                builder.HasKey(r => r.Device);
                builder.Property(r => r.Device).HasMaxLength(DeviceId.TextLength);
            }
        }
    }
}
