using System.Security.Cryptography;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;

namespace Breakwater.Drills.Fleet;

/// <summary>The rows that a factory would send for new robots, with a random claim of 128 bits each.</summary>
internal static class FactoryManifest
{
    public static IReadOnlyList<ManifestRow> Create(IEnumerable<string> serials, string model) =>
        [.. serials.Select((serial, index) => new ManifestRow(index + 1, serial, model, RandomNumberGenerator.GetHexString(32, lowercase: true)))];

    /// <summary>All or none.</summary>
    /// <exception cref="InvalidOperationException">The server refused the rows.</exception>
    public static async Task ImportAsync(string adminSocket, IReadOnlyList<ManifestRow> rows, Action<int> progress, CancellationToken cancellationToken)
    {
        using var admin = new AdminClient(adminSocket);
        var error = "";
        await foreach (var report in admin.ImportDevicesAsync(rows, cancellationToken))
        {
            switch (report.Kind)
            {
                case ImportReportKind.Imported:
                    progress(report.Rows);
                    return;
                case ImportReportKind.Error when error.Length == 0:
                    error = $" Line {report.Line}: {report.Message}";
                    break;
                case ImportReportKind.Refused:
                    throw new InvalidOperationException($"The server refused the manifest.{error}");
                default:
                    break;
            }
        }

        throw new InvalidOperationException("The server ended the import without an outcome.");
    }
}
