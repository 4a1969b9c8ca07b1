using System.IO.Pipelines;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Grounds;
using Breakwater.Server.Http.Holding;
using Breakwater.Server.Http.Walk;
using Breakwater.Server.Tests.Access;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Http;

/// <summary>What all uses of one principal hold is bounded together, and everything is given back (law 11).</summary>
public sealed class HeldBytesTests : IAsyncLifetime
{
    private const int Whole = 1024 * 1024;
    private const int Uses = 64;

    private readonly PrincipalId principal = PrincipalId.Create(PrincipalKind.Owner);
    private readonly DeviceId device = DeviceId.Create();
    private readonly TestGate gate = new();
    private readonly HeldBytes held = new(new AccessOptions());
    private Lease lease = null!;

    public async ValueTask InitializeAsync() => lease = (await gate.SelfAsync(TestGate.Device(device), DeviceAction.Connect)).Lease;

    public ValueTask DisposeAsync()
    {
        lease.Dispose();
        return gate.DisposeAsync();
    }

    [Fact]
    public async Task UsesWhoseReadersTakeNothing_HoldNoMoreThanThePrincipalMay_AndNoneIsRefused()
    {
        var (told, most) = (0, 0L);
        var uses = new List<(PipeReader Wire, Task Writing)>();
        for (var i = 0; i < Uses; i++)
        {
            var wire = new Pipe(new PipeOptions(pauseWriterThreshold: 1, resumeWriterThreshold: 1));
            uses.Add((wire.Reader, UseAsync(wire.Writer)));
            most = Math.Max(most, held.Of(principal));
        }

        Assert.InRange(most, new AccessOptions().HeldBytes, 16 * Whole);
        Assert.InRange(told, 1, Uses);
        foreach (var (wire, writing) in uses)
        {
            var taken = 0L;
            while (taken < Whole)
            {
                var read = await wire.ReadAsync(TestContext.Current.CancellationToken);
                taken += read.Buffer.Length;
                wire.AdvanceTo(read.Buffer.End);
            }

            await Wait.ForAsync(writing, "the writer");
            Assert.Equal(Whole, taken);
        }

        Assert.Equal(Uses, told);
        Assert.Equal((0, 0, 0), (held.Rented, held.Principals, held.Of(principal)));

        async Task UseAsync(PipeWriter wire)
        {
            using var share = held.Open(principal);
            using var body = new GuardedBody(wire, share, Whole, Tell, () => lease, () => throw new InvalidOperationException("The lease holds."), () => { }, () => { }, 64 * 1024);
            await WriteAsync(body);
            Assert.Equal(Whole, body.Length);
        }

        ValueTask Tell()
        {
            told++;
            return default;
        }
    }

    [Fact]
    public async Task WhereOthersHoldTooMuch_AShortAnswerIsHeldStill_AndALongOneLeaves()
    {
        using var others = held.Open(principal);
        others.Take(new AccessOptions().HeldBytes + 1);
        using var share = held.Open(principal);
        var left = new MemoryStream();
        using var body = new GuardedBody(PipeWriter.Create(left), share, Whole, () => default, () => lease, () => default, () => { }, () => { }, 64 * 1024);
        await body.WriteAsync(new byte[30_000], TestContext.Current.CancellationToken);
        Assert.Equal((0, false), (left.Length, body.IsReleased));
        await body.WriteAsync(new byte[500_000], TestContext.Current.CancellationToken);
        Assert.Equal((530_000, true), (left.Length, body.IsReleased));
        Assert.Equal(0, held.Rented);
    }

    [Fact]
    public void Share_DisposedOfTwice_GivesBackOnce()
    {
        using var other = held.Open(principal);
        other.Take(5);
        var share = held.Open(principal);
        share.Take(7);
        share.Dispose();
        share.Dispose();
        Assert.Equal((5, 1), (held.Of(principal), held.Principals));
    }

    [Fact]
    public void SharesOfManyThreads_AddUp_AndAreForgotten()
    {
        Parallel.For(0, 10_000, _ =>
        {
            using var share = held.Open(principal);
            share.Return(share.Rent(5_000));
            share.Take(100);
        });
        Assert.Equal((0, 0, 0), (held.Rented, held.Principals, held.Of(principal)));
    }

    /// <summary>As a serializer writes: some pieces, then a flush.</summary>
    private static async Task WriteAsync(GuardedBody body)
    {
        for (var written = 0; written < Whole; written += 16 * 1024)
        {
            body.GetSpan(16 * 1024);
            body.Advance(16 * 1024);
            if (body.UnflushedBytes >= 48 * 1024)
            {
                await body.FlushAsync();
            }
        }

        await body.ReleaseAsync();
        await body.PassAsync(CancellationToken.None);
    }
}
