using Breakwater.Cli.Terminal;

namespace Breakwater.Cli.Ledger.Answers;

/// <summary>Ids in tables: whole where there is room, and in a pipe; in a narrow terminal as much as tells them apart.</summary>
internal sealed class Abbreviation(TextPage page)
{
    private const int WideEnough = 180;
    private const int Shown = 8;

    private readonly bool whole = page.Width is null or >= WideEnough;

    /// <summary>An id with or without a kind before it.</summary>
    public string Of(string id)
    {
        var start = id.IndexOf(':', StringComparison.Ordinal) + 1;
        return whole || id.Length - start <= Shown + 4 ? id : $"{id.AsSpan(0, start + Shown)}…";
    }
}
