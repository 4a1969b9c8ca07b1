using Breakwater.Contracts.Ids;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Breakwater.Server.Storage;

/// <summary>
/// Everything relational. Each capability maps its own entities (<see cref="IEntityTypeConfiguration{TEntity}"/> in its folder); this context only
/// finds them and says how the product's value types are written.
/// </summary>
public sealed class BreakwaterDbContext(DbContextOptions<BreakwaterDbContext> options) : DbContext(options)
{
    private Readers.Loan? loan;

    /// <summary>The connection that this context reads by until it is disposed of.</summary>
    internal void Borrow(Readers.Loan reader)
    {
        loan = reader;
        Database.SetDbConnection(reader.Connection, contextOwnsConnection: false);
    }

    public override void Dispose()
    {
        // Taken out first: once disposed of, the context is somebody else's.
        var borrowed = Interlocked.Exchange(ref loan, null);
        base.Dispose();
        borrowed?.GiveBack();
    }

    public override async ValueTask DisposeAsync()
    {
        var borrowed = Interlocked.Exchange(ref loan, null);
        await base.DisposeAsync();
        borrowed?.GiveBack();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BreakwaterDbContext).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMicroseconds>();
        configurationBuilder.Properties<DeviceId>().HaveConversion<DeviceIdText>();
        configurationBuilder.Properties<CommandId>().HaveConversion<CommandIdText>();
        configurationBuilder.Properties<PrincipalId>().HaveConversion<PrincipalIdText>();
    }

    /// <summary>Times compare and sort as integers in every provider; microseconds are what PostgreSQL keeps too.</summary>
    private sealed class UnixMicroseconds() : ValueConverter<DateTimeOffset, long>(
        time => UnixMicros.From(time),
        micros => UnixMicros.ToTime(micros));

    private sealed class DeviceIdText() : ValueConverter<DeviceId, string>(id => id.ToString(), text => DeviceId.Parse(text, null));

    private sealed class CommandIdText() : ValueConverter<CommandId, string>(id => id.ToString(), text => CommandId.Parse(text, null));

    private sealed class PrincipalIdText() : ValueConverter<PrincipalId, string>(id => id.ToString(), text => PrincipalId.Parse(text, null));
}
