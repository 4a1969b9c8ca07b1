using System.Globalization;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Storage;
using Breakwater.Server.Tests.Hosting.Running;
using CsCheck;

namespace Breakwater.Server.Tests.Ledger.Verification;

/// <summary>Whatever byte of a stopped ledger is another, verification says so and in which file. <c>BREAKWATER_FLIPS</c> sets how many are tried.</summary>
public sealed class FlippedByteTests : IDisposable
{
    private readonly SealedLedger ledger;
    private readonly string data;
    private readonly LedgerFolder folder;

    public FlippedByteTests(SealedLedger ledger)
    {
        this.ledger = ledger;
        data = ledger.Copy();
        folder = new LedgerFolder(new DataFolder(data));
    }

    public void Dispose() => RunningServer.Delete(data);

    [Fact]
    public void AnyByte_OfAnyFile_IsFound()
    {
        string[] files = [folder.Segment(0), folder.Segment(1), folder.Index(0), folder.Index(1), folder.Journal(2), folder.Checkpoint, folder.PublicKeys];
        var flips = int.Parse(Environment.GetEnvironmentVariable("BREAKWATER_FLIPS") ?? "40", CultureInfo.InvariantCulture);
        Gen.Select(Gen.Int[0, files.Length - 1], Gen.Double.Unit, Gen.Byte[1, 255]).Sample(
            (file, place, mask) => Finds(files[file], (long)(place * new FileInfo(files[file]).Length), mask, data), iter: flips, threads: 1);
    }

    [Fact]
    public void EveryByte_OfHeaderAndDirectory_IsFound()
    {
        for (var position = 0; position < SegmentFormat.TopOffset; position++)
        {
            Finds(folder.Segment(0), position, (byte)(1 + (position % 255)), data);
        }

        // And of the hashes, which are next.
        for (var position = SegmentFormat.TopOffset; position < SegmentFormat.LeavesOffset; position += 13)
        {
            Finds(folder.Segment(0), position, 1, data);
        }
    }

    [Fact]
    public void EveryByte_OfTheSmallFiles_IsFound()
    {
        var small = ledger.CopySmall();
        var files = new LedgerFolder(new DataFolder(small));
        foreach (var file in (string[])[files.Checkpoint, files.PublicKeys, files.Journal(0)])
        {
            for (var position = 0L; position < new FileInfo(file).Length; position++)
            {
                // 7 and 32 make another white space or another case of what is text; the last is any.
                foreach (var mask in file == files.Journal(0) ? (byte[])[(byte)(1 + (position * 31 % 255))] : [1, 7, 32, 128, (byte)(1 + (position * 31 % 255))])
                {
                    Finds(file, position, mask, small);
                }
            }
        }

        RunningServer.Delete(small);
    }

    private static void Finds(string file, long position, byte mask, string data)
    {
        Flip(file, position, mask);
        try
        {
            var report = SealedLedger.Verify(data);
            Assert.True(report.Fault is not null, $"{Path.GetFileName(file)}: byte {position} ^ {mask} was not noticed");
            Assert.True(
                report.Fault.Contains(Path.GetFileName(file), StringComparison.Ordinal),
                $"{Path.GetFileName(file)}: byte {position} ^ {mask} is told without the file's name: {report.Fault}");
            Assert.True(
                Path.GetExtension(file) is not (".segment" or ".journal") || report.Fault.Contains("entr", StringComparison.Ordinal) || report.Fault.Contains("tile", StringComparison.Ordinal),
                $"{Path.GetFileName(file)}: byte {position} ^ {mask} is told without entry or tile: {report.Fault}");
        }
        finally
        {
            Flip(file, position, mask);
        }
    }

    private static void Flip(string file, long position, byte mask)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = position;
        var value = stream.ReadByte();
        stream.Position = position;
        stream.WriteByte((byte)(value ^ mask));
    }
}
