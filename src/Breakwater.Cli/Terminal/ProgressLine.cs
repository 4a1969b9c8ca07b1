using System.Globalization;
using Spectre.Console.Rendering;

namespace Breakwater.Cli.Terminal;

/// <summary>How far a long command is, on standard error and only where that is a terminal: a pipe gets the result and nothing else.</summary>
internal static class ProgressLine
{
    /// <param name="unit">What is counted, as in <c>entries</c>.</param>
    /// <param name="total">How many there will be; null: nobody knows yet.</param>
    public static async Task<T> RunAsync<T>(string what, string unit, long? total, Func<IProgress<long>, Task<T>> work)
    {
        if (Console.IsErrorRedirected)
        {
            return await work(new Done(null));
        }

        return await Printer.Errors.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RateColumn(unit))
            .StartAsync(async progress =>
            {
                var task = progress.AddTask(what, maxValue: Math.Max(1, total ?? 1));
                task.IsIndeterminate = total is null;
                return await work(new Done(task));
            });
    }

    private sealed class Done(ProgressTask? task) : IProgress<long>
    {
        /// <summary>The number that are done, not how many more.</summary>
        public void Report(long value)
        {
            if (task is not null)
            {
                task.MaxValue = Math.Max(task.MaxValue, value);
                task.Value = value;
            }
        }
    }

    private sealed class RateColumn(string unit) : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(string.Create(CultureInfo.InvariantCulture, $"{task.Value:N0} {unit}{(task.Speed is { } speed ? $", {speed:N0} a second" : "")}"));
    }
}
