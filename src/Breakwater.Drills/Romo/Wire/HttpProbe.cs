namespace Breakwater.Drills.Romo.Wire;

/// <summary>One HTTP request of an attacker.</summary>
/// <param name="Address"><c>127.0.0.1:port</c>.</param>
/// <param name="Path">Sent as it stands: nothing is normalized or escaped.</param>
/// <param name="Aim">The serial of the robot that it is aimed at; a success is then a hit whatever the answer says.</param>
internal sealed record HttpProbe(HttpMethod Method, string Address, string Path, string? Aim = null)
{
    /// <summary>Of the Authorization header, whole; null sends none.</summary>
    public string? Authorization { get; init; }

    public bool WithCertificate { get; init; }

    public string? Body { get; init; }

    public string MediaType { get; init; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}
