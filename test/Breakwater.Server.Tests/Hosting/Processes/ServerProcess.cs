using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Hosting.Processes;

/// <summary>
/// <c>breakwater serve</c> as a process of its own, which can be killed. <c>BREAKWATER_SERVER</c> names the executable of another build, to ask that one
/// the same questions.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly string[] BuiltBeside = ["exec", Path.Combine(AppContext.BaseDirectory, "breakwater.dll")];

    /// <summary>One socket for the devices of all tests. Another build may not know of it.</summary>
    private static readonly string[] Room =
        Environment.GetEnvironmentVariable("BREAKWATER_SERVER") is null ? ["access.socketContents=100000", "access.socketActs=100000"] : [];

    private readonly Process process;
    private readonly ConcurrentQueue<string> errors = new();

    private ServerProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                errors.Enqueue(text);
            }
        };
        process.BeginErrorReadLine();
    }

    public ServerDoors Doors { get; private set; } = null!;

    public string Errors => string.Join('\n', errors);

    /// <summary>Started, and ready.</summary>
    public static Task<ServerProcess> StartAsync(string folder, params string[] settings) => StartAsync(folder, new Dictionary<string, string>(), settings);

    /// <inheritdoc cref="StartAsync(string, string[])"/>
    /// <param name="environment">Variables besides the test's own.</param>
    public static async Task<ServerProcess> StartAsync(string folder, IReadOnlyDictionary<string, string> environment, params string[] settings)
    {
        var server = Launch(["serve", "--data", folder, "--output", "json", .. Listeners(), .. Room.Concat(settings).SelectMany(s => new[] { "--set", s })], environment);
        var line = await Wait.ForAsync(server.process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask(), "the server to be ready", TimeSpan.FromSeconds(60));
        Assert.True(line is not null, $"The server ended before it was ready:\n{server.Errors}");
        server.Doors = new ServerDoors(JsonSerializer.Deserialize(line, ContractsJson.Default.ServerReady)!);
        return server;
    }

    /// <summary>A command line that is to end by itself: its exit code, and what it said to people.</summary>
    public static async Task<(int Code, string Errors)> RunAsync(params string[] arguments)
    {
        await using var run = Launch(arguments);
        await run.process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.ExitedAsync();
        return (run.process.ExitCode, run.Errors);
    }

    public static string[] Listeners() =>
        [.. new[] { "devices-mqtt", "devices-https", "public-https", "operators-https" }.SelectMany(n => new[] { "--listen", $"{n}=127.0.0.1:0" })];

    /// <summary>SIGKILL: the process does not learn of it.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await ExitedAsync();
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await ExitedAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Doors?.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static ServerProcess Launch(string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var other = Environment.GetEnvironmentVariable("BREAKWATER_SERVER");
        var start = new ProcessStartInfo(other ?? (Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet"))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        foreach (var argument in (string[])[.. other is null ? BuiltBeside : [], .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        return new ServerProcess(Process.Start(start)!);
    }

    private Task ExitedAsync() => Wait.ForAsync(process.WaitForExitAsync(), "the server process to end", TimeSpan.FromSeconds(60));
}
