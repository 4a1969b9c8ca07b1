using System.Net.Http.Headers;
using System.Text;
using Breakwater.Transparency.Encodings;

namespace Breakwater.Transparency.Witnesses;

internal static class ConflictAnswer
{
    private const string SizeType = "text/x.tlog.size";

    // tlog-witness, add-checkpoint, 409: a decimal and a newline.
    public static WitnessAnswer Read(byte[]? body, MediaTypeHeaderValue? type) =>
        string.Equals(type?.MediaType, SizeType, StringComparison.OrdinalIgnoreCase)
        && body is [.. var digits, (byte)'\n'] && DecimalText.TryParse(Encoding.ASCII.GetString(digits), out var size)
            ? new WitnessAnswer(WitnessOutcome.SizeConflict) { WitnessedSize = size }
            : new WitnessAnswer(WitnessOutcome.BadAnswer);
}
