using System.Globalization;

namespace Breakwater.Server.Http.Walk;

/// <summary>Tells the caller the number of the ledger's entry about his request, by which he can ask for a receipt. Refusals never have it.</summary>
internal static class EntryHeader
{
    public const string Name = "Breakwater-Entry";

    public static void Set(HttpContext http, long entry) => http.Response.Headers[Name] = entry.ToString(CultureInfo.InvariantCulture);
}
