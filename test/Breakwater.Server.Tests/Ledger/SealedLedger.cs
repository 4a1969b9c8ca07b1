using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Verification;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using Breakwater.Transparency.Checkpoints;

[assembly: AssemblyFixture(typeof(Breakwater.Server.Tests.Ledger.SealedLedger))]

namespace Breakwater.Server.Tests.Ledger;

/// <summary>
/// A ledger that was stopped in order: two sealed segments and a tail. It is made once; tests work on copies. And a small one, of a tail alone, on which a
/// verification takes no time.
/// </summary>
public sealed class SealedLedger : IAsyncLifetime
{
    public const int Tail = 300;

    public const long Size = (2L * SegmentFormat.Entries) + Tail;

    public const int SmallSize = 6;

    private readonly string folder = RunningServer.NewFolder();
    private readonly string small = RunningServer.NewFolder();

    /// <summary>Of an earlier moment, in the midst of the second segment.</summary>
    public SignedCheckpoint Earlier { get; private set; } = null!;

    public SignedCheckpoint Last { get; private set; } = null!;

    public SignedCheckpoint SmallLast { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await using (var host = await LedgerHost.OpenAsync(folder))
        {
            await host.AppendAsync(0, SegmentFormat.Entries + 1000);
            Earlier = host.Ledger.Signer.Sign()!;
            await host.AppendAsync(SegmentFormat.Entries + 1000, Size);
            Last = host.Ledger.Signer.Sign()!;
            await Wait.UntilAsync(() => Task.FromResult(host.Ledger.Store.Segments.Length == 2), "two segments to be sealed", TimeSpan.FromSeconds(60));
        }

        await using (var host = await LedgerHost.OpenAsync(small))
        {
            for (var i = 0; i < SmallSize; i += 2)
            {
                await host.AppendAsync(i, i + 2);
            }

            SmallLast = host.Ledger.Signer.Sign()!;
        }
    }

    /// <summary>A data folder of the test's own.</summary>
    public string Copy() => CopyOf(folder);

    public string CopySmall() => CopyOf(small);

    public ValueTask DisposeAsync()
    {
        RunningServer.Delete(folder);
        RunningServer.Delete(small);
        return ValueTask.CompletedTask;
    }

    public static VerificationReport Verify(string data, SignedCheckpoint? against = null) =>
        LedgerVerification.Verify(new DataFolder(data), against, null, CancellationToken.None);

    private static string CopyOf(string from)
    {
        var to = RunningServer.NewFolder();
        LedgerHost.Copy(from, to);
        return to;
    }
}
