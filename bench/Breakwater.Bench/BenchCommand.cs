using System.CommandLine;
using Breakwater.Bench.Reporting;

namespace Breakwater.Bench;

/// <summary>A command with the options that all have, which prints its report.</summary>
internal sealed class BenchCommand : Command
{
    private readonly Option<bool> quick = BenchOptions.Quick();
    private readonly Option<string?> json = BenchOptions.Json();
    private readonly Option<string?> server = BenchOptions.Server();

    /// <param name="run">Gets the parsed line, whether the run is quick, and the server's assembly.</param>
    public BenchCommand(
        string name,
        string description,
        IEnumerable<Option> options,
        Func<ParseResult, bool, string?, CancellationToken, Task<BenchReport>> run)
        : base(name, description)
    {
        foreach (var option in options)
        {
            Options.Add(option);
        }

        Options.Add(quick);
        Options.Add(json);
        Options.Add(server);
        SetAction((parsed, cancellationToken) => GuardAsync(
            async () =>
            {
                var report = await run(parsed, parsed.GetValue(quick), parsed.GetValue(server), cancellationToken);
                await report.WriteAsync(parsed.GetValue(json), cancellationToken);
                return report.Failed ? ExitCodes.CheckFailed : ExitCodes.Success;
            },
            cancellationToken));
    }

    /// <summary>Runs a bench; says why it did not come to its end, and returns the exit code.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            return await run();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Progress.Say("cancelled");
            return ExitCodes.Cancelled;
        }
        catch (Exception failure)
        {
            Progress.Say(failure.ToString());
            return ExitCodes.Failed;
        }
    }
}
