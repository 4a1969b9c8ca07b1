using System.CommandLine;
using Breakwater.Cli.Ledger.Answers;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Ledger;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Ledger;

/// <summary>The arguments of a question to the ledger: about whom, of which kind, from when until when.</summary>
internal sealed class QuestionArguments
{
    private const string Accepted =
        "a principal (owner:…, service:…, operator:…, device:…), a credential (token:…, certificate:…, socket), an IP address, a device id or serial, or a "
        + "pseudonym of the ledger (16 hex digits)";

    public QuestionArguments(string name, bool required, string about = "")
    {
        What = new Argument<string?>(name)
        {
            Description = $"{about}{Accepted}",
            Arity = required ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
        };
    }

    public Argument<string?> What { get; }

    public Option<LedgerSubjectKind?> Kind { get; } = new("--kind") { Description = "what it is, if it does not look it" };

    public Option<string?> Since { get; } = new("--since") { Description = "from this time on: RFC 3339 (2026-11-26T05:00:00Z), a day, or an age (24h, 7d)" };

    public Option<string?> Until { get; } = new("--until") { Description = "before this time, written likewise [default: now]" };

    public Command AddTo(Command command)
    {
        command.Arguments.Add(What);
        command.Options.Add(Kind);
        command.Options.Add(Since);
        command.Options.Add(Until);
        return command;
    }

    /// <summary>Null: about nobody, so about everything.</summary>
    /// <exception cref="CommandException">A time is none, or the times leave nothing between them.</exception>
    public LedgerQuestion? Read(ParseResult parsed, DateTimeOffset now) => Read(parsed, now, out _, out _);

    /// <inheritdoc cref="Read(ParseResult, DateTimeOffset)"/>
    public LedgerQuestion? Read(ParseResult parsed, DateTimeOffset now, out DateTimeOffset? since, out DateTimeOffset? until)
    {
        since = TimeText.Parse("--since", parsed.GetValue(Since), now);
        until = TimeText.Parse("--until", parsed.GetValue(Until), now);
        if (since >= until)
        {
            throw new CommandException(ExitCodes.Usage, $"--since ({TimeText.Of(since.Value)}) is not before --until ({TimeText.Of(until.Value)})");
        }

        return parsed.GetValue(What) is { Length: > 0 } what
            ? new LedgerQuestion(parsed.GetValue(Kind) ?? SubjectText.KindOf(what), what, since, until)
            : null;
    }
}
