using System.CommandLine;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Operating;

/// <summary><c>breakwater tokens</c>.</summary>
internal static class TokensCommand
{
    public static Command Create() => new("tokens", "Issue, list and revoke tokens of owners and services.") { Issue(), List(), Revoke() };

    private static Command Issue()
    {
        var principal = new Argument<string>("principal") { Description = "an owner or a service, as in owner:1f0c…" };
        var name = new Option<string>("--name") { Description = "what it is for", DefaultValueFactory = _ => "cli" };
        var scopes = new Option<string[]>("--scope")
        {
            Description = $"an action that it may be used for; may be repeated [default: all of {string.Join(", ", DeviceActions.Grantable.ToNames())}]",
        };
        var expires = new Option<string>("--expires") { Description = "1m to 90d", DefaultValueFactory = _ => "1d" };
        var command = new Command("issue", "Issue a token. It is printed once; the server keeps only its hash.") { principal, name, scopes, expires }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            var issued = await server.IssueTokenAsync(
                new TokenRequest(
                    Arguments.Principal(parsed.GetValue(principal)!),
                    parsed.GetValue(name)!,
                    parsed.GetValue(scopes) is { Length: > 0 } asked ? asked : DeviceActions.Grantable.ToNames(),
                    Arguments.Seconds("--expires", parsed.GetValue(expires)!)),
                cancellationToken);
            Printer.For(parsed).Print(issued, ContractsJson.Default.TokenIssued, page => page.WriteLine(issued.Token));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List tokens, the newest first; never the tokens themselves.").WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            var tokens = await server.ListTokensAsync(cancellationToken);
            Printer.For(parsed).Print(tokens, ContractsJson.Default.PageTokenSummary, page =>
            {
                var now = TimeProvider.System.GetUtcNow();
                var table = new Listing("ID", "NAME", "PRINCIPAL", "EXPIRES", "STATE", "SCOPES");
                foreach (var token in tokens.Items)
                {
                    table.Add(
                        token.Id, token.Name, token.Principal.ToString(), $"{token.ExpiresAt:u}", StateText.Of(token, now), string.Join(' ', token.Scopes));
                }

                page.Write(table);
            });
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Revoke()
    {
        var id = new Argument<string>("id") { Description = "the token's id, from 'tokens list'" };
        var command = new Command("revoke", "Revoke a token; what it has open ends at once.") { id }.WithServer();
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = ServerLocation.Open(parsed);
            await server.RevokeTokenAsync(parsed.GetValue(id)!, cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
