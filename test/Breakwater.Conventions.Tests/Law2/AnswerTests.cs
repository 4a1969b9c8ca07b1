using Mono.Cecil;

namespace Breakwater.Conventions.Tests.Law2;

/// <summary>Whatever an endpoint writes passes the guarded answer: there is no other writer that it could come by.</summary>
public sealed class AnswerTests
{
    private const string Guarded = "Breakwater.Server.Http.Walk.GuardedAnswer";

    /// <summary>Features of ASP.NET by which an answer, or the connection below it, is written.</summary>
    private static readonly string[] Writers =
    [
        "IHttpResponseBodyFeature", "IHttpUpgradeFeature", "IHttpExtendedConnectFeature", "IHttpWebSocketFeature", "IHttpWebTransportFeature",
        "IConnectionTransportFeature", "StreamResponseBodyFeature",
    ];

    [Fact]
    public void WritersOfAnswers_AreKnown_OnlyToTheGuardedAnswer() =>
        Assert.Equal([Guarded], Mentioning(t => Writers.Contains(t.Name)));

    [Fact]
    public void PipeWriters_AreMade_OnlyByTheGuardedAnswer() =>
        Assert.Equal(
            ["Breakwater.Server.Http.Walk.GuardedBody"],
            Assemblies.TypesOf(Assemblies.Server).Where(t => t.BaseType?.Name == "PipeWriter").Select(t => t.FullName));

    /// <summary>Failures and the walk stand around endpoints; whoever else called one would call it without a permit or without the guard.</summary>
    [Fact]
    public void Endpoints_AreCalled_OnlyByTheWalk() =>
        Assert.Equal(
            ["Breakwater.Server.Http.Answers.FailureMiddleware", "Breakwater.Server.Http.Walk.AccessMiddleware", Guarded],
            Code.Methods(Assemblies.Server)
                .Where(m => Code.Called(m).Any(c => Code.NameOf(c) == "Microsoft.AspNetCore.Http.RequestDelegate::Invoke"))
                .Select(Code.Owner).Distinct().Order(StringComparer.Ordinal));

    private static IEnumerable<string> Mentioning(Func<TypeReference, bool> what) =>
        Assemblies.TypesOf(Assemblies.Server).Where(t => References.Of(t).Any(what)).Select(Code.Owner).Distinct().Order(StringComparer.Ordinal);
}
