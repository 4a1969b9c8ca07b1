using Breakwater.Drills.Romo.Attempts;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>A request of which the server has the headers and half of the body.</summary>
internal sealed class SlowRequest : IAsyncDisposable
{
    private readonly RawHttp http;
    private readonly string rest;

    private SlowRequest(RawHttp http, string rest)
    {
        this.http = http;
        this.rest = rest;
    }

    /// <summary>Whoever asks to be told to go on (RFC 9110 §10.1.1) learns that the headers have been judged and the body is being read.</summary>
    /// <returns>Null with the answer when the server wants no body.</returns>
    public static async Task<(SlowRequest? Request, Answer Answer)> BeginAsync(
        AttackContext context, HttpProbe probe, Footing footing, CancellationToken cancellationToken)
    {
        var http = await RawHttp.OpenAsync(probe.Address, context.Anchors, footing.Identity, context.Time, cancellationToken);
        await http.SendAsync(RawHttp.Head(probe, "1.1", "Expect: 100-continue\r\n"), cancellationToken);
        var answer = await http.ReadStatusAsync(cancellationToken);
        if (answer.Text != "100")
        {
            await http.DisposeAsync();
            return (null, answer);
        }

        var body = probe.Body!;
        await http.SendAsync(body[..(body.Length / 2)], cancellationToken);
        return (new SlowRequest(http, body[(body.Length / 2)..]), answer);
    }

    public async Task<Answer> FinishAsync(CancellationToken cancellationToken) =>
        await http.SendAsync(rest, cancellationToken) ? await http.ReadAnswerAsync(cancellationToken) : Answer.Closed;

    public ValueTask DisposeAsync() => http.DisposeAsync();
}
