using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Receipts;
using Breakwater.Server.Ledger.Running;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;

namespace Breakwater.Server.Ledger;

/// <summary>The log of who did what, and its tree.</summary>
internal sealed class LedgerRoom : Room
{
    public override EventIds? LogEvents => new(2000, 2099);

    public override IReadOnlyList<Metric> Metrics => LedgerMetrics.All;

    public override IReadOnlyList<Section> Sections => [LedgerSettings.Section];

    public override async Task OpenAsync(OpenThings things, CancellationToken cancellationToken)
    {
        var ledger = things.Hold(await OpenLedger.OpenAsync(
            things.Section<DataFolder>(), things.Of<Database>(), things.Section<LedgerOptions>(), things.Time, things.Loggers, cancellationToken));
        things.Share(ledger.Access);
        things.Share(ledger.Coalescer);
        things.Share(ledger.Subjects);
        things.Share(ledger.Signer);
        things.Share(ledger.Store);
        things.Share(ledger.Log);
    }

    public override void Add(IServiceCollection services) => services.AddSingleton<ReceiptOffice>().AddSingleton<TileLibrary>().AddSingleton<LedgerMetrics>();

    public override Task StartAsync(IServiceProvider services)
    {
        services.GetRequiredService<LedgerMetrics>();
        return Task.CompletedTask;
    }

    public override StartException? Explain(Exception exception, SectionValues sections) =>
        exception is LedgerDamagedException ? new StartException(ExitCodes.LedgerDamaged, $"{exception.Message} Nothing was changed.", exception) : null;
}
