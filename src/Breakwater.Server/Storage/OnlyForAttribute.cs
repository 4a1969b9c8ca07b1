namespace Breakwater.Server.Storage;

/// <summary>
/// The store keeps what belongs to devices and knows no permit. Only these folders of the server use it, and what they offer takes one (law 2); a convention test
/// reads the compiled references.
/// </summary>
/// <param name="folders">As <c>Devices/Telemetry</c>; what lies below counts, too.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OnlyForAttribute(params string[] folders) : Attribute
{
    public IReadOnlyList<string> Folders { get; } = folders;
}
