using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Errands;
using Breakwater.Server.Devices.Rules;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Breakwater.Server.Devices.Commands;

/// <summary>A command at rest.</summary>
[OfDevice]
internal sealed class CommandRecord
{
    private Errand? errand;

    public required CommandId Id { get; init; }

    public required DeviceId Device { get; init; }

    public required string Name { get; init; }

    /// <summary>JSON text; null: no payload.</summary>
    public string? Payload { get; init; }

    /// <summary>The stricter of what the topic profile and the request said.</summary>
    public required CommandClass Class { get; init; }

    public CommandState State { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset? DeliveredAt { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>JSON text that the device answered.</summary>
    public string? Result { get; set; }

    /// <summary>The caller's Idempotency-Key, within principal and device.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of the request that the key came with.</summary>
    public string? RequestHash { get; init; }

    /// <summary>Who ordered it, while it is open; then the ledger knows, by a pseudonym. Null in what was ordered before this was kept, or by somebody who is forgotten.</summary>
    public PrincipalId? Principal { get; private set; }

    public string? Credential { get; private set; }

    public string? Session { get; private set; }

    public string? Grant { get; private set; }

    /// <summary>As of which ending it was permitted.</summary>
    public long AsOf { get; private set; }

    /// <summary>Under what it is carried out; null: nobody knows, and it is carried out no more.</summary>
    public Errand? Errand
    {
        get => errand ??= Principal is { } principal && Credential is { } credential && Grant is { } grant
            ? new Errand(principal, credential, Session, grant, DeviceAction.SendCommand, Device, AsOf, "command")
            : null;
        init
        {
            errand = value;
            (Principal, Credential, Session, Grant, AsOf) = (value?.Principal, value?.Credential, value?.Session, value?.Grant, value?.AsOf ?? 0);
        }
    }

    public bool IsFinal => State.IsFinal();

    /// <summary>As callers see it: what ran out is expired even before the grain wrote that down.</summary>
    public CommandAnswer ToAnswer(DateTimeOffset now) => new(
        Id,
        Name,
        RawJson.Of(Payload),
        !IsFinal && ExpiresAt <= now ? CommandState.Expired : State,
        CreatedAt,
        ExpiresAt,
        SentAt,
        DeliveredAt,
        CompletedAt,
        RawJson.Of(Result),
        Class);

    internal sealed class Mapping : IEntityTypeConfiguration<CommandRecord>
    {
        public void Configure(EntityTypeBuilder<CommandRecord> builder)
        {
            builder.ToTable("commands");
            builder.HasKey(c => c.Id);
            builder.Property(c => c.Name).HasMaxLength(64);
            builder.Property(c => c.IdempotencyKey).HasMaxLength(200);
            builder.Property(c => c.RequestHash).HasMaxLength(64);
            builder.Property(c => c.Principal).HasMaxLength(80);
            builder.Property(c => c.Credential).HasMaxLength(80);
            builder.Property(c => c.Session).HasMaxLength(80);
            builder.Property(c => c.Grant).HasMaxLength(32);
            builder.Ignore(c => c.IsFinal).Ignore(c => c.Errand);
            builder.HasIndex(c => new { c.Device, c.Id });
            builder.HasIndex(c => new { c.Device, c.IdempotencyKey }).IsUnique();

            // Only open ones name somebody.
            builder.HasIndex(c => c.Principal).HasFilter("\"Principal\" IS NOT NULL");
        }
    }
}
