namespace Breakwater.Transparency.Receipts;

/// <summary>What a receipt shows.</summary>
/// <param name="Witnesses">How many of the known witnesses have seen the log at that checkpoint; 0 unless it is valid. How many are
/// enough is for the reader to say.</param>
public readonly record struct ReceiptVerification(ReceiptVerdict Verdict, int Witnesses = 0);
