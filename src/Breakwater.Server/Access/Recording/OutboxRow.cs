using System.Buffers;
using Breakwater.Server.Ledger.Entries;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Access.Recording;

/// <summary>
/// An outcome at rest, from the commit of its act until it is in the ledger. It has what its entry will have: persons only as pseudonyms, and texts under their
/// keys, so that an erasure need not look for it here.
/// </summary>
internal sealed class OutboxRow
{
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>See <see cref="Outcome"/>.</summary>
    public required long After { get; init; }

    /// <summary>As <see cref="EntryJson"/> writes it.</summary>
    public required byte[] Entry { get; init; }

    public static OutboxRow Of(Outcome outcome)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        EntryJson.Write(bytes, outcome.Entry);
        return new OutboxRow { Id = outcome.Id, At = outcome.At, After = outcome.After, Entry = bytes.WrittenSpan.ToArray() };
    }

    public Outcome ToOutcome() => new(Id, At, After, EntryJson.Read(Entry));

    internal sealed class Mapping : IEntityTypeConfiguration<OutboxRow>
    {
        public void Configure(EntityTypeBuilder<OutboxRow> builder)
        {
            builder.ToTable("outbox");
            builder.HasKey(r => r.Id);
            builder.Property(r => r.Id).HasMaxLength(32);
            builder.HasIndex(r => r.At);
        }
    }
}
