using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ids;

namespace Breakwater.Server.Http.Walk;

/// <summary>Refers the caller, and nobody else, to the ledger's entry about the request, of which there is a receipt. Refusals never have it.</summary>
internal static class EntryHeader
{
    public static void Set(HttpContext http, EntryReference entry) => http.Response.Headers[AnswerHeaders.Entry] = entry.ToString();
}
