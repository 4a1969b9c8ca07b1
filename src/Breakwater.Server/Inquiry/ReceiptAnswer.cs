using Breakwater.Contracts.Problems;
using Breakwater.Server.Http.Answers;
using Breakwater.Server.Ledger.Log;
using Breakwater.Server.Ledger.Receipts;

namespace Breakwater.Server.Inquiry;

/// <summary>A receipt as an answer: a C2SP tlog-proof.</summary>
internal static class ReceiptAnswer
{
    public static async Task<IResult> OfAsync(ReceiptOffice receipts, long entry)
    {
        try
        {
            return await receipts.IssueAsync(entry) is { } receipt
                ? Results.Text(receipt.ToString(), "text/plain")
                : new ProblemAnswer(ProblemCodes.ResourceNotFound, "There is no such entry under a checkpoint.");
        }
        catch (SegmentAwayException exception)
        {
            return new ProblemAnswer(ProblemCodes.ResourceNotFound, exception.Message);
        }
    }
}
