using System.Diagnostics;

namespace Breakwater.Transparency.Tests.Independent;

/// <summary>verify.go, compiled once for all tests.</summary>
internal static class GoVerifier
{
    private const string Packages = "/usr/share/gocode";

    private static readonly Lazy<Task<string>> Program = new(BuildAsync);

    public static bool IsHere { get; } =
        Directory.Exists(Path.Combine(Packages, "src/golang.org/x/mod/sumdb/tlog"))
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, "go")));

    public static async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        await RunAsync(await Program.Value, arguments, []);

    private static async Task<string> BuildAsync()
    {
        var folder = Directory.CreateTempSubdirectory("breakwater-verify-").FullName;
        var program = Path.Combine(folder, "verify");
        var (exitCode, output) = await RunAsync(
            "go",
            ["build", "-o", program, Path.Combine(AppContext.BaseDirectory, "Independent", "verify.go")],
            new() { ["GO111MODULE"] = "off", ["GOPATH"] = Packages, ["GOFLAGS"] = "", ["GOCACHE"] = Path.Combine(folder, "cache") });
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return exitCode == 0 ? program : throw new InvalidOperationException($"verify.go does not compile: {output}");
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (output + await errors).Trim());
    }
}
