using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Grounds;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Tokens;

/// <summary>An opaque token at rest: its hash, never the token.</summary>
internal sealed class TokenRecord
{
    public required string Id { get; init; }

    public required string Sha256 { get; init; }

    public required PrincipalId Principal { get; init; }

    public required string Name { get; init; }

    public required ActionSet Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public void Revoke(RevocationScope scope, DateTimeOffset now)
    {
        RevokedAt = now;
        scope.End(Ground.OfCredential(Credential));
    }

    public string Credential => CredentialOf(Id);

    public static string CredentialOf(string id) => $"token:{id}";

    public TokenSummary ToContract(DateTimeOffset? principalDisabledAt) =>
        new(Id, Name, Principal, Scopes.ToNames(), CreatedAt, ExpiresAt, RevokedAt is not null, principalDisabledAt);

    internal sealed class Mapping : IEntityTypeConfiguration<TokenRecord>
    {
        public void Configure(EntityTypeBuilder<TokenRecord> builder)
        {
            builder.ToTable("tokens");
            builder.HasKey(t => t.Id);
            builder.Property(t => t.Id).HasMaxLength(16);
            builder.Property(t => t.Sha256).HasMaxLength(64);
            builder.Property(t => t.Name).HasMaxLength(64);
            builder.HasActions(t => t.Scopes);
            builder.Ignore(t => t.Credential);
            builder.HasIndex(t => t.Sha256).IsUnique();
        }
    }
}
