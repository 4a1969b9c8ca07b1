namespace Breakwater.Server.Hosting;

/// <summary>What of the libraries is worth a line.</summary>
internal static class LogFilters
{
    public static void Apply(ILoggingBuilder logging, LogLevel level)
    {
        logging.SetMinimumLevel(level);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Orleans", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Warning);

        // They warn of the garbage collector that was chosen (memory a connection matters more here) and of a watchdog that has not run once yet.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // A start that fails is told by StartException, in one line and with the mend.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddFilter("Orleans.Runtime.MembershipService", LogLevel.Error);
    }
}
