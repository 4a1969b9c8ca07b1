using System.Runtime.InteropServices;
using Breakwater.Contracts.Admin;

namespace Breakwater.Server.Enrollment;

/// <summary>The rows of one import, checked each for itself and against each other, before anything touches the store.</summary>
internal sealed class StagedManifest(EnrollmentOptions options)
{
    private readonly List<StagedRow> rows = [];
    private readonly Dictionary<string, int> lineOfSerial = new(StringComparer.Ordinal);
    private readonly Dictionary<ClaimHash, int> lineOfClaim = [];
    private readonly Dictionary<string, string> models = new(StringComparer.Ordinal);

    public IReadOnlyList<StagedRow> Rows => rows;

    public ManifestFaults Faults { get; } = new(options.MaximumReportedErrors);

    public int Read { get; private set; }

    /// <summary>More rows came than one import takes.</summary>
    public bool IsOverfull { get; private set; }

    /// <param name="row">Null when the line could not be read.</param>
    public void Add(ManifestRow? row)
    {
        Read++;
        if (Read > options.MaximumImportRows)
        {
            IsOverfull = true;
            Faults.Add(row?.Line ?? Read, $"an import takes at most {options.MaximumImportRows} rows");
        }
        else if (row is null)
        {
            Faults.Add(Read, "the row is not a JSON object with line, serial, model and claim");
        }
        else if ((ManifestRules.FindFault(row.Serial, row.Model, row.Claim) ?? FindTwin(row, out _)) is { } fault)
        {
            Faults.Add(row.Line, fault);
        }
        else
        {
            Keep(row);
        }
    }

    private string? FindTwin(ManifestRow row, out int line) =>
        lineOfSerial.TryGetValue(row.Serial, out line) ? $"the serial {row.Serial} is on line {line} already"
        : lineOfClaim.TryGetValue(ClaimHash.Of(row.Claim), out line) ? $"the claim is on line {line} already; every device needs its own"
        : null;

    private void Keep(ManifestRow row)
    {
        var claim = ClaimHash.Of(row.Claim);
        lineOfSerial.Add(row.Serial, row.Line);
        lineOfClaim.Add(claim, row.Line);

        // A fleet has few models; one string for all its rows.
        ref var model = ref CollectionsMarshal.GetValueRefOrAddDefault(models, row.Model, out _);
        model ??= row.Model;
        rows.Add(new StagedRow(row.Line, row.Serial, model, claim));
    }
}
