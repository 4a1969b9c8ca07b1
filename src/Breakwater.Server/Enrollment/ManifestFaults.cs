using Breakwater.Contracts.Admin;

namespace Breakwater.Server.Enrollment;

/// <summary>The bad rows of an import: the first ones by name, the rest by number.</summary>
internal sealed class ManifestFaults(int longestList)
{
    private readonly List<ImportReport> reports = [];

    public int Count { get; private set; }

    public IReadOnlyList<ImportReport> Reports => reports;

    public int Unreported => Count - reports.Count;

    public void Add(int line, string message)
    {
        Count++;
        if (reports.Count < longestList)
        {
            reports.Add(new ImportReport(ImportReportKind.Error, Line: line, Message: message));
        }
    }
}
