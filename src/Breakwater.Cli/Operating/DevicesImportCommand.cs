using System.CommandLine;
using Breakwater.Cli.Terminal;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Server.Enrollment;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Operating;

/// <summary>
/// <c>breakwater devices import</c>. Claims that the manifest lacks are made here and are in a file on disk before the server hears of them, so that no
/// device is ever imported whose claim nobody has.
/// </summary>
internal static class DevicesImportCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV with the header serial,model[,claim], or JSON lines with the same members; - reads standard input" };
        var claims = new Option<string?>("--claims") { Description = "where claims that are made here are written (CSV, mode 0600) [default: FILE.claims.csv]" };
        var command = new Command("import", "Import a factory manifest: all of it, or, when a row is bad, nothing.") { file, claims }.WithServer();
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed, parsed.GetValue(file)!, parsed.GetValue(claims), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, FileInfo file, string? claimsPath, CancellationToken cancellationToken)
    {
        var printer = Printer.For(parsed);
        var standardInput = file.Name == "-";
        var manifest = standardInput ? ReadManifest(Console.In) : ReadManifest(file);
        if (manifest.Any(l => l.Error is not null))
        {
            return Refuse(printer, manifest.Where(l => l.Error is not null).Select(l => (l.Line, l.Error!)));
        }

        using var claims = ClaimsFile.Create(
            manifest.Where(l => l.ClaimMade).Select(l => l.Row!).ToArray(), claimsPath ?? (standardInput ? "claims.csv" : $"{file.FullName}.claims.csv"));
        using var server = ServerLocation.Open(parsed);
        var (imported, errors) = await printer.Live.Progress().AutoClear(true).StartAsync(
            progress => ImportAsync(server, [.. manifest.Select(l => l.Row!)], progress.AddTask("Importing"), cancellationToken));
        if (imported is not { } rows)
        {
            return Refuse(printer, errors);
        }

        claims.Keep();
        printer.Print(
            new ImportReport(ImportReportKind.Imported, rows, rows, Message: claims.Path),
            ContractsJson.Default.ImportReport,
            page =>
            {
                page.WriteLine($"Imported {rows} device{(rows == 1 ? "" : "s")}.");
                if (claims.Path is { } path)
                {
                    page.WriteLine($"Claims are in {path}; the server keeps only their hashes.");
                }
            });
        return ExitCodes.Success;
    }

    private static List<ManifestLine> ReadManifest(FileInfo file)
    {
        try
        {
            using var reader = file.OpenText();
            return ReadManifest(reader);
        }
        catch (IOException exception)
        {
            throw new CommandException(ExitCodes.Usage, $"{file.FullName} cannot be read: {exception.Message}", exception);
        }
    }

    private static List<ManifestLine> ReadManifest(TextReader reader) => [.. ManifestFile.Read(reader)];

    private static async Task<(int? Imported, List<(int Line, string Message)> Errors)> ImportAsync(
        AdminClient server, ManifestRow[] rows, ProgressTask progress, CancellationToken cancellationToken)
    {
        var errors = new List<(int, string)>();
        progress.MaxValue = rows.Length;
        await foreach (var report in server.ImportDevicesAsync(rows, cancellationToken))
        {
            switch (report.Kind)
            {
                case ImportReportKind.Progress:
                    progress.Value = report.Rows;
                    break;
                case ImportReportKind.Error:
                    errors.Add((report.Line, report.Message ?? "bad row"));
                    break;
                case ImportReportKind.Imported:
                    return (report.Rows, errors);
                default:
                    if (report.Message is { } message)
                    {
                        errors.Add((0, message));
                    }

                    return (null, errors);
            }
        }

        throw new CommandException(ExitCodes.Refused, "the server ended the import without saying how it went; look with 'breakwater devices list'");
    }

    private static int Refuse(Printer printer, IEnumerable<(int Line, string Message)> errors)
    {
        foreach (var (line, message) in errors)
        {
            printer.Print(
                new ImportReport(ImportReportKind.Error, Line: line, Message: message),
                ContractsJson.Default.ImportReport,
                _ => Console.Error.WriteLine(line == 0 ? $"breakwater: {message}" : $"breakwater: line {line}: {message}"));
        }

        Console.Error.WriteLine("breakwater: nothing was imported.");
        return ExitCodes.Refused;
    }
}
