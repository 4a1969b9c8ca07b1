using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Snippets;

/// <summary>Route 2: a statement over the table.</summary>
internal static class RawStatement
{
    public static string? Read(Database database, string device) =>
        database.Read().Database.SqlQuery<string>($"""SELECT "Reported" AS "Value" FROM twins WHERE "Device" = {device}""").FirstOrDefault();
}
