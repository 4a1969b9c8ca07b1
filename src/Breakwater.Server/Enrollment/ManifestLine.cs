using Breakwater.Contracts.Admin;

namespace Breakwater.Server.Enrollment;

/// <summary>One line of a manifest file: a row, or what is wrong with it.</summary>
/// <param name="Line">In the file, from 1.</param>
/// <param name="Row">Null when the line is bad.</param>
/// <param name="ClaimMade">The file had no claim: whoever reads it must keep the one in the row, for the device needs it.</param>
public sealed record ManifestLine(int Line, ManifestRow? Row, bool ClaimMade, string? Error)
{
    internal static ManifestLine Bad(int line, string error) => new(line, null, false, error);

    internal static ManifestLine Of(int line, string? serial, string? model, string? claim)
    {
        var made = string.IsNullOrEmpty(claim);
        var kept = made ? Claims.Create() : claim!;
        return ManifestRules.FindFault(serial, model, kept) is { } fault
            ? Bad(line, fault)
            : new ManifestLine(line, new ManifestRow(line, serial!, model!, kept), made, null);
    }
}
