using Breakwater.Cli.Ledger;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Ledger.Entries;
using Breakwater.Transparency.Notes;
using Breakwater.Transparency.Receipts;

namespace Breakwater.Server.Tests.Cli;

public sealed class ReceiptStatementTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 26, 6, 0, 0, 250, TimeSpan.Zero);
    private static readonly DeviceId Device = DeviceId.Create();

    [Fact]
    public async Task Of_ValidReceipt_SaysWhatTheEntrySays()
    {
        await using var ledger = await NewLedgerAsync();
        var statement = Check(ledger, ledger.Receipt(2).ToString());
        Assert.Null(statement.Fault);
        Assert.Equal((2, 5, FakeLedger.Origin), (statement.Entry, statement.Size, statement.Origin));
        Assert.Equal((Time, "operator", "maps:read", "INC-1"), (statement.Time, statement.Role, statement.Action, statement.Case));
        Assert.Equal((Device.ToString(), 41), (statement.Device, statement.Bytes));
    }

    [Fact]
    public async Task Of_ChangedReceipt_SaysWhatIsWrong()
    {
        await using var ledger = await NewLedgerAsync();
        var receipt = ledger.Receipt(2).ToString();
        Assert.Contains("its proof does not lead", Check(ledger, receipt.Replace("index 2", "index 3", StringComparison.Ordinal)).Fault, StringComparison.Ordinal);
        Assert.Contains("not a receipt", Check(ledger, $"x{receipt}").Fault, StringComparison.Ordinal);
        Assert.Contains("signature of its checkpoint is false", Check(ledger, receipt.Replace("\n5\n", "\n6\n", StringComparison.Ordinal)).Fault, StringComparison.Ordinal);
        Assert.Contains(
            "does not hold its entry",
            Check(ledger, string.Join('\n', receipt.Split('\n').Where(l => !l.StartsWith("extra ", StringComparison.Ordinal)))).Fault,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_OtherKeys_TrustsNothing()
    {
        await using var ledger = await NewLedgerAsync();
        var receipt = System.Text.Encoding.UTF8.GetBytes(ledger.Receipt(2).ToString());
        var same = NoteSigner.Generate(FakeLedger.Origin).Verifier;
        Assert.Contains("signed with another key", ReceiptStatement.Of(receipt, [same], []).Fault, StringComparison.Ordinal);
        Assert.Contains("no key was given that is named so", ReceiptStatement.Of(receipt, [NoteSigner.Generate("x").Verifier], []).Fault, StringComparison.Ordinal);
        Assert.NotNull(ReceiptStatement.Of(receipt, [], []).Fault);
    }

    [Fact]
    public async Task Of_NamedWitnesses_MustAllHaveCosigned()
    {
        await using var ledger = await NewLedgerAsync();
        Cosigner[] witnesses = [Cosigner.Generate("w1"), Cosigner.Generate("w2")];
        var plain = ledger.Receipt(1);
        var cosigned = new Receipt(plain.Index, plain.Proof, plain.Checkpoint.With(witnesses[0].Cosign(plain.Checkpoint.Note, Time)), plain.Entry);
        var text = System.Text.Encoding.UTF8.GetBytes(cosigned.ToString());
        var one = ReceiptStatement.Of(text, [ledger.Signer.Verifier], [witnesses[0].Verifier]);
        Assert.Null(one.Fault);
        Assert.Equal(["w1"], one.Witnesses);
        Assert.Contains("w2 has not cosigned", ReceiptStatement.Of(text, [ledger.Signer.Verifier], [.. witnesses.Select(w => w.Verifier)]).Fault, StringComparison.Ordinal);
    }

    private static ReceiptStatement Check(FakeLedger ledger, string receipt) =>
        ReceiptStatement.Of(System.Text.Encoding.UTF8.GetBytes(receipt), [ledger.Signer.Verifier], []);

    private static async Task<FakeLedger> NewLedgerAsync()
    {
        var ledger = await FakeLedger.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            ledger.Add(new LedgerEntry<SubjectId>
            {
                Time = Time, Type = EntryType.ApiRead, Operation = "maps:read", Role = "operator", Device = Device, Case = "INC-1", Status = 200, BytesOut = 39 + i,
            });
        }

        return ledger;
    }
}
