using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Access.Grounds;

/// <summary>
/// An ending at rest, written in the very commit that ends. Its number says what came before what, over restarts; old ones are forgotten, because
/// whatever is older than the table's horizon is asked again anyway.
/// </summary>
internal sealed class EndingRow
{
    public required long Number { get; init; }

    /// <summary>Endings of one commit have one number.</summary>
    public required int Part { get; init; }

    public required ulong Ground { get; init; }

    public required bool IsFinal { get; init; }

    public required DateTimeOffset At { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<EndingRow>
    {
        public void Configure(EntityTypeBuilder<EndingRow> builder)
        {
            builder.ToTable("endings");
            builder.HasKey(e => new { e.Number, e.Part });
        }
    }
}
