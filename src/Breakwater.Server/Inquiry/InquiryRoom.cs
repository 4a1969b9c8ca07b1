using Breakwater.Server.Rooms;

namespace Breakwater.Server.Inquiry;

/// <summary>What is asked of the ledger, and what is forgotten in it.</summary>
internal sealed class InquiryRoom : Room
{
    public override IReadOnlyList<string> Knows => ["Access", "Devices", "Http", "Ledger", "People", "Storage", "Tokens"];

    public override void Add(IServiceCollection services)
    {
        services.AddSingleton<InquirySubject>().AddSingleton<ReachDesk>().AddSingleton<EntryDesk>().AddSingleton<LedgerStatusDesk>();
        services.AddSingleton<AccessDesk>().AddSingleton<Erasure>();
    }

    public override void Map(IEndpointRouteBuilder routes)
    {
        EndingEndpoints.Map(routes);
        LedgerEndpoints.Map(routes);
        LedgerActEndpoints.Map(routes);
        TileEndpoints.Map(routes);
        AccessEndpoints.Map(routes);
    }
}
