using System.Data.Common;
using System.Linq.Expressions;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Ledger.Subjects;

/// <summary>Where the identities of subjects rest, sealed.</summary>
/// <exception cref="StoreUnavailableException">Of every method: the database cannot be read or written.</exception>
internal sealed class SubjectRows(Database database)
{
    private static readonly Func<BreakwaterDbContext, int, Task<SubjectRecord?>> BySlot = EF.CompileAsyncQuery(
        (BreakwaterDbContext db, int slot) => db.Set<SubjectRecord>().FirstOrDefault(s => s.Slot == slot));

    /// <summary>Null: there is none.</summary>
    public Task<int?> LastSlotAsync() => ReadAsync(db => db.Set<SubjectRecord>().MaxAsync(s => (int?)s.Slot));

    public Task<SubjectRecord?> BySlotAsync(int slot) => ReadAsync(db => BySlot(db, slot));

    public Task<SubjectRecord?> ByIdAsync(string id) => ReadAsync(db => db.Set<SubjectRecord>().FirstOrDefaultAsync(s => s.Id == id));

    public Task<List<SubjectRecord>> WhereAsync(Expression<Func<SubjectRecord, bool>> which, CancellationToken cancellationToken = default) =>
        ReadAsync(db => db.Set<SubjectRecord>().Where(which).ToListAsync(cancellationToken));

    /// <summary>Returns what is there then: somebody else may have been first.</summary>
    public Task<SubjectRecord> AddAsync(SubjectRecord made) => database.WriteAsync(db =>
    {
        if (db.Set<SubjectRecord>().AsNoTracking().FirstOrDefault(s => s.Slot == made.Slot) is { } first)
        {
            return first;
        }

        db.Add(made);
        db.SaveChanges();
        return made;
    });

    public async Task RemoveAsync(IEnumerable<string> ids)
    {
        foreach (var part in ids.Chunk(500))
        {
            await database.WriteAsync(db => db.Set<SubjectRecord>().Where(s => part.Contains(s.Id)).ExecuteDelete());
        }
    }

    private async Task<T> ReadAsync<T>(Func<BreakwaterDbContext, Task<T>> read)
    {
        try
        {
            await using var db = database.Read();
            return await read(db);
        }
        catch (DbException exception)
        {
            throw new StoreUnavailableException($"The subjects of the ledger cannot be read: {exception.Message}", exception);
        }
    }
}
