using System.CommandLine;
using Breakwater.Server.Hosting;
using Breakwater.Server.Hosting.Settings;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Serving;

/// <summary>The options that set up a server: a file, then the environment, then these.</summary>
internal static class ServeOptions
{
    public static Option<string?> Config { get; } = new("--config", "-c") { Description = "a JSON file with settings; 'breakwater settings' lists them" };

    public static Option<string?> Data { get; } = new("--data", "-d") { Description = "the data folder (also BREAKWATER__DATA) [default: breakwater-data]" };

    public static Option<string[]> Listen { get; } = new("--listen")
    {
        Description = "NAME=ADDRESS:PORT for a listener (devices-mqtt, devices-https, public-https, operators-https); port 0 takes a free one; may be repeated",
    };

    public static Option<string[]> Set { get; } = new("--set", "-s") { Description = "KEY=VALUE for any setting; may be repeated" };

    public static void AddTo(Command command) => AddTo(command, Data);

    /// <param name="data">For a command with another default.</param>
    public static void AddTo(Command command, Option<string?> data)
    {
        command.Options.Add(Config);
        command.Options.Add(data);
        command.Options.Add(Listen);
        command.Options.Add(Set);
    }

    /// <exception cref="StartException">With every mistake in the configuration.</exception>
    public static ServerOptions Read(ParseResult parsed) =>
        Read(parsed, parsed.GetValue(Data) is { } data ? [KeyValuePair.Create("data", data)] : []);

    /// <param name="defaults">Which <c>--listen</c> and <c>--set</c> come before.</param>
    /// <inheritdoc cref="Read(ParseResult)"/>
    public static ServerOptions Read(ParseResult parsed, IEnumerable<KeyValuePair<string, string>> defaults)
    {
        var overrides = new Dictionary<string, string>(defaults, StringComparer.OrdinalIgnoreCase);
        foreach (var text in parsed.GetValue(Listen) ?? [])
        {
            var (name, address) = Split(text, "--listen");
            overrides[$"listeners.{name}"] = address;
        }

        foreach (var text in parsed.GetValue(Set) ?? [])
        {
            var (key, value) = Split(text, "--set");
            overrides[key] = value;
        }

        return SettingReader.Read(parsed.GetValue(Config), overrides);
    }

    private static (string Key, string Value) Split(string text, string option)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? (text[..equals], text[(equals + 1)..])
            : throw new StartException(ExitCodes.Usage, $"{option} {text}: write it as NAME=VALUE");
    }
}
