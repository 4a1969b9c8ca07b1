using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Breakwater.Mqtt.Fuzz;

public sealed record FuzzOptions(int Seconds, int Seed)
{
    private const int DefaultSeconds = 30;

    public static bool TryParse(string[] args, [NotNullWhen(true)] out FuzzOptions? options)
    {
        options = null;
        int seconds = DefaultSeconds;
        int seed = Environment.TickCount;
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            {
                return false;
            }

            switch (args[i])
            {
                case "--seconds":
                    seconds = value;
                    break;
                case "--seed":
                    seed = value;
                    break;
                default:
                    return false;
            }
        }

        options = new FuzzOptions(seconds, seed);
        return true;
    }
}
