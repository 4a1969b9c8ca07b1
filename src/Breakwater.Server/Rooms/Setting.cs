namespace Breakwater.Server.Rooms;

/// <summary>One key of the configuration: how it is written, what is allowed, what it sets.</summary>
/// <param name="Key">As in files (nested) and on the command line (<c>--set key=value</c>).</param>
/// <param name="Allowed">For people.</param>
/// <param name="Default">For people.</param>
/// <param name="Apply">Sets it, or returns null when the text is not allowed.</param>
public sealed record Setting(string Key, string Allowed, string Default, string Summary, Func<SectionValues, string, SectionValues?> Apply)
{
    /// <summary>The environment variable that sets it.</summary>
    public string EnvironmentVariable => $"BREAKWATER__{Key.Replace(".", "__", StringComparison.Ordinal).ToUpperInvariant()}";
}
