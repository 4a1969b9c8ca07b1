using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Grounds;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.People;

/// <summary>An owner or a service at rest.</summary>
internal sealed class PersonRecord
{
    public required PrincipalId Id { get; init; }

    public required PrincipalKind Kind { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when nothing of it counts: its tokens are nobody's, while its grants wait.</summary>
    public DateTimeOffset? DisabledAt { get; private set; }

    /// <summary>Whatever it has open ends; what it had ordered is withdrawn.</summary>
    public void Disable(RevocationScope scope, DateTimeOffset now)
    {
        DisabledAt = now;
        scope.End(Ground.Of(Id));
    }

    public void Enable(RevocationScope scope)
    {
        DisabledAt = null;
        scope.Change(Ground.Of(Id));
    }

    public Person ToContract() => new(Id, Name, CreatedAt, DisabledAt);

    internal sealed class Mapping : IEntityTypeConfiguration<PersonRecord>
    {
        public void Configure(EntityTypeBuilder<PersonRecord> builder)
        {
            builder.ToTable("people");
            builder.HasKey(p => p.Id);
            builder.Property(p => p.Id).HasMaxLength(80);
            builder.Property(p => p.Name).HasMaxLength(64);
            builder.HasIndex(p => p.Kind);
        }
    }
}
