using System.CommandLine;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Terminal;

/// <summary>Runs a command line, and turns what goes wrong into one clear line and a documented exit code.</summary>
internal static class CommandRunner
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        // Without bundles of one-letter options: what begins with a minus and is no option is an argument, as in "devices tag R2-0001 -spare".
        var parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"breakwater: {error.Message}");
            }

            await Console.Error.WriteLineAsync("Try 'breakwater --help', or '--help' after a command.");
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,

                // Stopping takes as long as it takes: devices are told, commits finished, child processes ended.
                ProcessTerminationTimeout = TimeSpan.FromSeconds(60),
            });
        }
        catch (StartException exception)
        {
            return await FailAsync(exception.Message, exception.ExitCode);
        }
        catch (CommandException exception)
        {
            return await FailAsync(exception.Message, exception.ExitCode);
        }
        catch (ProblemException exception)
        {
            return await FailAsync(Describe(exception.Problem), ExitCodes.Refused);
        }
        catch (EndingUnconfirmedException exception)
        {
            return await FailAsync(EndingText.Describe(exception.Status), ExitCodes.Unconfirmed);
        }
        catch (HttpRequestException exception) when (exception.InnerException is NoServerException none)
        {
            return await FailAsync(
                $"{none.Message.Replace("No server", "no server", StringComparison.Ordinal)} Is 'breakwater serve' running, with this --data, as this user?", ExitCodes.NotRunning);
        }
        catch (OperationCanceledException)
        {
            return await FailAsync("cancelled", ExitCodes.Cancelled);
        }
    }

    private static async Task<int> FailAsync(string message, int exitCode)
    {
        await Console.Error.WriteLineAsync($"breakwater: {message}");
        return exitCode;
    }

    private static string Describe(Problem problem)
    {
        if (problem.Code == ProblemCodes.CaseRequired)
        {
            return $"it needs a case, which the owners of the devices see: add --case REFERENCE, or --case {CaseReference.None} (or set BREAKWATER_CASE)";
        }

        // These titles are about devices; what is missing or in the way here the detail says.
        var text = problem is { Detail: { } detail, Code: ProblemCodes.ResourceNotFound or ProblemCodes.Conflict } ? detail : $"{problem.Title} {problem.Detail}".TrimEnd();
        return problem.Errors is { Count: > 0 } errors ? $"{text}\n{string.Join('\n', errors.Select(e => $"  {e.Key}: {e.Value}"))}" : text;
    }
}

/// <summary>A command cannot go on; the message is one line for people, with the mend.</summary>
internal sealed class CommandException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;
}
