using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Breakwater.Server.Enrollment;

/// <summary>
/// Inserts many rows of one entity with one prepared statement, made from the entity's mapping. Tracked inserts of EF cost ten times as much, and
/// everybody else's writes wait meanwhile. For use inside a write unit.
/// </summary>
internal sealed class BulkInsert<TEntity> : IDisposable
    where TEntity : class
{
    private readonly IProperty[] properties;
    private readonly DbCommand command;

    [SuppressMessage("Security", "CA2100", Justification = "table and column names come from the mapping, values are parameters")]
    public BulkInsert(BreakwaterDbContext db)
    {
        var entity = db.Model.FindEntityType(typeof(TEntity))!;
        var sql = db.GetService<ISqlGenerationHelper>();
        properties = [.. entity.GetProperties()];
#pragma warning disable RS0030 // made from the mapping
        command = db.Database.GetDbConnection().CreateCommand();
#pragma warning restore RS0030
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText =
            $"INSERT INTO {sql.DelimitIdentifier(entity.GetTableName()!, entity.GetSchema())} "
            + $"({string.Join(", ", properties.Select(p => sql.DelimitIdentifier(p.GetColumnName())))}) "
            + $"VALUES ({string.Join(", ", properties.Select((_, i) => $"@p{i}"))}) ON CONFLICT DO NOTHING";
        for (var i = 0; i < properties.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            command.Parameters.Add(parameter);
        }
    }

    /// <returns>False when the row breaks a unique key; then nothing is inserted.</returns>
    public bool TryAdd(TEntity row)
    {
        for (var i = 0; i < properties.Length; i++)
        {
            var value = properties[i].GetGetter().GetClrValue(row);
            var converter = properties[i].GetTypeMapping().Converter;
            command.Parameters[i].Value = (converter is null || value is null ? value : converter.ConvertToProvider(value)) ?? DBNull.Value;
        }

        return command.ExecuteNonQuery() == 1;
    }

    public void Dispose() => command.Dispose();
}
