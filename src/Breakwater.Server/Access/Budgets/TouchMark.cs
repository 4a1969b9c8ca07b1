using Breakwater.Contracts.Ids;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Access.Budgets;

/// <summary>
/// Which write of a principal's touches was the last. Whoever writes names the one that it knows of: if another came between, as from an activation
/// elsewhere, it knows too little to count, and reads first.
/// </summary>
internal sealed class TouchMark
{
    public required PrincipalId Principal { get; init; }

    /// <summary>Random, so that two writers never mean the same.</summary>
    public required long Mark { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<TouchMark>
    {
        public void Configure(EntityTypeBuilder<TouchMark> builder)
        {
            builder.ToTable("touch_marks");
            builder.HasKey(t => t.Principal);
            builder.Property(t => t.Principal).HasMaxLength(80);
        }
    }
}
