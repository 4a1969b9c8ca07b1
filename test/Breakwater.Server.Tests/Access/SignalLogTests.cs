using System.Globalization;
using Breakwater.Server.Access.Observing;
using Breakwater.Server.Tests.Hosting.Running;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Breakwater.Server.Tests.Access;

/// <summary>What one peer can make the server log is bounded, and none of it is unseen.</summary>
public sealed class SignalLogTests : IDisposable
{
    private readonly LogWatch watch = new();
    private readonly FakeTimeProvider time = new();
    private readonly SignalLog log;

    public SignalLogTests() => log = new SignalLog(watch.CreateLogger("signals"), time);

    private IEnumerable<LogEvent> First => watch.Events.Where(e => e.Id.Id == 3000);

    private IEnumerable<LogEvent> Counted => watch.Events.Where(e => e.Id.Id == 3001);

    public void Dispose()
    {
        log.Dispose();
        watch.Dispose();
    }

    [Fact]
    public void TenThousandAlike_AreTwoLines_WithTheirNumberAndTheLast()
    {
        for (var i = 0; i < 10_000; i++)
        {
            log.Tell(Of("10.0.0.1", $"GET /{i}"));
        }

        Assert.Equal("GET /0", Assert.Single(First)["Detail"]);
        Assert.Empty(Counted);
        time.Advance(SignalLog.Window);
        var counted = Assert.Single(Counted);
        Assert.Equal(("9999", "10.0.0.1", "GET /9999"), (counted["Count"], counted["Source"], counted["Detail"]));
        Assert.Equal("Signal UnknownPath: 9999 more from 10.0.0.1, the last: from 10.0.0.1, at public-https: GET /9999", counted.Message);

        // The next minute is counted, too; one in which none came ends it.
        log.Tell(Of("10.0.0.1", "again"));
        time.Advance(SignalLog.Window);
        Assert.Equal(["9999", "1"], Counted.Select(e => e["Count"]));
        time.Advance(2 * SignalLog.Window);
        log.Tell(Of("10.0.0.1", "anew"));
        Assert.Equal(["GET /0", "anew"], First.Select(e => e["Detail"]));
    }

    [Fact]
    public void AnotherKind_OrAnotherSource_IsToldAtOnce()
    {
        log.Tell(Of("10.0.0.1", "1"));
        log.Tell(Of("10.0.0.2", "2"));
        log.Tell(Of("10.0.0.1", "3") with { Kind = SignalKind.WildcardTopic });
        log.Tell(Of("10.0.0.1", "4") with { Principal = "device:1" });
        log.Tell(Of("10.0.0.9", "5") with { Principal = "device:1" });
        Assert.Equal(["1", "2", "3", "4"], First.Select(e => e["Detail"]));
    }

    /// <summary>On the timer's thread, where what nobody catches ends the process.</summary>
    [Fact]
    public void LogCannotBeWritten_WhatIsCountedAfterwardsIsToldAgain()
    {
        using var broken = new SignalLog(new Broken(watch.CreateLogger("signals")), time);
        for (var minute = 0; minute < 3; minute++)
        {
            broken.Tell(Of("10.0.0.1", $"{minute}"));
            broken.Tell(Of("10.0.0.1", $"{minute}, again"));
            time.Advance(SignalLog.Window);
        }

        Assert.Single(watch.Events, e => e.Id.Id == 3002);
        Assert.Equal(["1, again", "2, again"], Counted.Select(e => e["Detail"]));
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1:5000")]
    [InlineData("10.0.0.1:6000", "[::ffff:10.0.0.1]:5000")]
    [InlineData("[2001:db8:0:1::1]:5000", "2001:db8:0:1:ffff::2")]
    public void PortsAndAddressesOfOneCustomer_AreOneSource(string one, string other)
    {
        log.Tell(Of(one, "1"));
        log.Tell(Of(other, "2"));
        Assert.Single(First);
    }

    [Fact]
    public void MoreSourcesThanAreToldApart_AreCountedTogether_AndThoseWithACredentialApart()
    {
        const int Sources = 100_000;
        for (var i = 0; i < Sources; i++)
        {
            log.Tell(Of(string.Create(CultureInfo.InvariantCulture, $"10.{i >> 16}.{(i >> 8) & 255}.{i & 255}"), "x"));
        }

        log.Tell(Of("10.0.0.1", "named") with { Principal = "owner:1" });
        Assert.Equal("named", First.Last()["Detail"]);
        Assert.Equal(SignalLog.MostSources + 2, First.Count());
        time.Advance(SignalLog.Window);
        var many = Assert.Single(Counted);
        Assert.Equal(("many", (Sources - SignalLog.MostSources - 1).ToString(CultureInfo.InvariantCulture)), (many["Source"], many["Count"]));
    }

    [Fact]
    public void AtTheEnd_WhatWasCountedIsTold_AndWhatStillComesAtOnce()
    {
        log.Tell(Of("10.0.0.1", "1"));
        log.Tell(Of("10.0.0.1", "2"));
        log.Dispose();
        Assert.Equal("2", Assert.Single(Counted)["Detail"]);
        log.Tell(Of("10.0.0.1", "3"));
        log.Tell(Of("10.0.0.1", "4"));
        Assert.Equal(["1", "3", "4"], First.Select(e => e["Detail"]));
    }

    private static Signal Of(string remote, string detail) => new(SignalKind.UnknownPath, null, null, remote, "public-https", detail);

    /// <summary>Fails at the first line of signals that were counted, as a log that cannot be written does.</summary>
    private sealed class Broken(ILogger log) : ILogger
    {
        private bool hasFailed;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => log.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Id == 3001 && !hasFailed)
            {
                hasFailed = true;
                throw new AggregateException("The log cannot be written.");
            }

            log.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
