using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Breakwater.Server.Storage;

/// <summary>Lets <c>dotnet ef migrations add</c> see the model; see CONTRIBUTING.md.</summary>
internal sealed class BreakwaterDbContextFactory : IDesignTimeDbContextFactory<BreakwaterDbContext>
{
    public BreakwaterDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<BreakwaterDbContext>().UseSqlite("Data Source=:memory:").Options);
}
