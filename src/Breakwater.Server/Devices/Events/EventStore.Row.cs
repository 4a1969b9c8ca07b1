using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Devices.Events;

internal sealed partial class EventStore
{
    /// <summary>An event at rest.</summary>
    [OfDevice]
    private sealed class Row
    {
        public required DeviceId Device { get; init; }

        /// <summary>Counts the device's own events, from 1: what one device tells must not count what others do.</summary>
        public required long Id { get; init; }

        public required string Name { get; init; }

        public required DateTimeOffset At { get; init; }

        public required byte[] Payload { get; init; }

        public EventAnswer ToAnswer() =>
            Json.TryRaw(Payload) is { } value ? new EventAnswer(Id, Name, At, value, null)
            : new EventAnswer(Id, Name, At, null, Payload.Length > 0 ? Payload : null);

        internal sealed class Mapping : IEntityTypeConfiguration<Row>
        {
            public void Configure(EntityTypeBuilder<Row> builder)
            {
                builder.ToTable("events");
                builder.HasKey(e => new { e.Device, e.Id });
                builder.Property(e => e.Id).ValueGeneratedNever();
                builder.Property(e => e.Name).HasMaxLength(64);
            }
        }
    }
}
