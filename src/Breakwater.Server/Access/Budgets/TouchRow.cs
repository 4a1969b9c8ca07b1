using Breakwater.Contracts.Ids;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Access.Budgets;

/// <summary>A principal has touched a device: what of a reach budget survives the process.</summary>
internal sealed class TouchRow
{
    public required PrincipalId Principal { get; init; }

    public required DeviceId Device { get; init; }

    /// <summary>Under which grant, if that states a number of its own; otherwise empty.</summary>
    public required string Scope { get; init; }

    /// <summary>The last time, at the latest: up to an eighth of the window ahead, so that touching it again costs nothing until then.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>From then on it does not count.</summary>
    public DateTimeOffset Until { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<TouchRow>
    {
        public void Configure(EntityTypeBuilder<TouchRow> builder)
        {
            builder.ToTable("touches");
            builder.HasKey(t => new { t.Principal, t.Device, t.Scope });
            builder.Property(t => t.Principal).HasMaxLength(80);
            builder.Property(t => t.Device).HasMaxLength(DeviceId.TextLength);
            builder.Property(t => t.Scope).HasMaxLength(32);
            builder.HasIndex(t => t.Until);
        }
    }
}
