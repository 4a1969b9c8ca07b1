using System.Buffers;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Access.Recording;

/// <summary>
/// What is about to come of an act, ready for the ledger: pseudonyms in the place of names, texts sealed, so that an erasure need not look for it here. The act's
/// own unit puts it into the outbox, where it is until it is in the ledger, so that it is done and told of, or neither.
/// </summary>
/// <param name="Id">Made before the act; stands in the entry, so that none is entered twice.</param>
/// <param name="At">When it was made, right before the act.</param>
/// <param name="After">Entries that the ledger had then: its own comes behind them.</param>
/// <param name="Entry">At rest as <see cref="EntryJson"/> writes it.</param>
internal sealed record Outcome(string Id, DateTimeOffset At, long After, LedgerEntry<SubjectId> Entry)
{
    /// <summary>The detail by which an entry is known again.</summary>
    public const string Detail = "outbox";

    /// <summary>Inside the unit that acts. The unit saves its changes.</summary>
    public void Put(BreakwaterDbContext db) => db.Add(this);

    private static byte[] Bytes(LedgerEntry<SubjectId> entry)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        EntryJson.Write(bytes, entry);
        return bytes.WrittenSpan.ToArray();
    }

    internal sealed class Mapping : IEntityTypeConfiguration<Outcome>
    {
        public void Configure(EntityTypeBuilder<Outcome> builder)
        {
            builder.ToTable("outbox");
            builder.HasKey(o => o.Id);
            builder.Property(o => o.Id).HasMaxLength(32);
            builder.Property(o => o.Entry).HasConversion(entry => Bytes(entry), bytes => EntryJson.Read(bytes));
            builder.HasIndex(o => o.At);
        }
    }
}
