using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Breakwater.Cli.Drilling;

/// <summary>Drills and fleets log what fails, to standard error.</summary>
internal static class DrillLogging
{
    public static ILoggerFactory Errors() => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(LogLevel.Error);
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
