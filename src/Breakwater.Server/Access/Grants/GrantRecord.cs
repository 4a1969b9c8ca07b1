using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Access.Grounds;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Access.Grants;

/// <summary>Principal + scope + actions + expiry + reason, at rest.</summary>
internal sealed class GrantRecord
{
    public required string Id { get; init; }

    public required PrincipalId Principal { get; init; }

    /// <summary>Null: a group, or the whole fleet.</summary>
    public DeviceId? Device { get; init; }

    /// <summary>The name of a group of devices.</summary>
    public string? Group { get; init; }

    /// <summary>Distinct devices that may be touched under it in a window; null: it states none.</summary>
    public int? Devices { get; init; }

    /// <summary>Null with <see cref="Devices"/>.</summary>
    public int? WindowSeconds { get; init; }

    public required ActionSet Actions { get; init; }

    /// <summary>Of commands, those up to this class.</summary>
    public CommandClass Commands { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public required string Reason { get; init; }

    /// <summary>Whoever gave it; null in grants from before this was kept.</summary>
    public PrincipalId? ApprovedBy { get; init; }

    /// <summary>A grant that was taken away stays, because the ledger names it.</summary>
    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>Takes the grant away, and with it whatever goes on under it.</summary>
    public void Revoke(RevocationScope scope, DateTimeOffset now)
    {
        RevokedAt = now;
        scope.End(Ground.OfGrant(Id));
        scope.Change(Ground.Of(Principal));
    }

    internal sealed class Mapping : IEntityTypeConfiguration<GrantRecord>
    {
        public void Configure(EntityTypeBuilder<GrantRecord> builder)
        {
            builder.ToTable("grants");
            builder.HasKey(g => g.Id);
            builder.Property(g => g.Id).HasMaxLength(32);
            builder.Property(g => g.Group).HasMaxLength(GroupRule.LongestName);
            builder.HasActions(g => g.Actions);
            builder.Property(g => g.Reason).HasMaxLength(200);
            builder.Property(g => g.ApprovedBy).HasMaxLength(80);
            builder.HasIndex(g => new { g.Principal, g.Device });
            builder.HasIndex(g => g.Device);
            builder.HasIndex(g => g.Group);
        }
    }
}
