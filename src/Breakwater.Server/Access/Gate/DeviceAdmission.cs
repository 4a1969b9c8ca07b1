using System.Diagnostics.CodeAnalysis;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Access.Gate;

/// <summary>What the gate says to a device: the permits over itself, or a refusal. <c>default</c> is a refusal.</summary>
internal readonly struct DeviceAdmission : IAdmission
{
    private readonly SelfPermits? permits;
    private readonly Refusal? refusal;

    private DeviceAdmission(SelfPermits? permits, Refusal? refusal, bool hasMoved)
    {
        this.permits = permits;
        this.refusal = refusal;
        HasMoved = hasMoved;
    }

    /// <inheritdoc cref="Admission.Moved"/>
    public static DeviceAdmission Moved { get; } = new(null, null, hasMoved: true);

    public bool HasMoved { get; }

    public bool HasPermit => permits is not null;

    public Refusal Refusal => refusal ?? Refusal.Of(RefusalReason.Unauthenticated);

    public static DeviceAdmission Granted(SelfPermits permits) => new(permits, null, hasMoved: false);

    public static DeviceAdmission Refused(Refusal refusal) => new(null, refusal, hasMoved: false);

    public bool IsGranted([NotNullWhen(true)] out SelfPermits? granted)
    {
        granted = permits;
        return permits is not null;
    }
}
