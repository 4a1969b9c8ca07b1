using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Ledger.Subjects;

/// <summary>
/// Whom a pseudonym means, at rest: readable only with a key that lies elsewhere (<see cref="SubjectKeys"/>). By what an identity finds its pseudonym again lies
/// there, too: a hash of it in here, under whatever key, would let whoever has a copy of the database try identities after the erasure.
/// </summary>
internal sealed class SubjectRecord
{
    /// <summary>The pseudonym.</summary>
    public required string Id { get; init; }

    /// <summary>AES-256-GCM of the identity under the subject's key: nonce, ciphertext, tag.</summary>
    public required byte[] Identity { get; init; }

    /// <summary>Where the subject's key lies.</summary>
    public required int Slot { get; init; }

    /// <summary>The subject that this one belongs to, as a credential does to its principal; they are forgotten together.</summary>
    public string? Owner { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it is forgotten by itself; null: not.</summary>
    public DateTimeOffset? ForgetAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<SubjectRecord>
    {
        public void Configure(EntityTypeBuilder<SubjectRecord> builder)
        {
            builder.ToTable("ledger_subjects");
            builder.HasKey(s => s.Id);
            builder.Property(s => s.Id).HasMaxLength(16);
            builder.Property(s => s.Owner).HasMaxLength(16);
            builder.HasIndex(s => s.Slot).IsUnique();
            builder.HasIndex(s => s.Owner);
            builder.HasIndex(s => s.ForgetAt);
        }
    }
}
