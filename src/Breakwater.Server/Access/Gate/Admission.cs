using System.Diagnostics.CodeAnalysis;
using Breakwater.Server.Access.Permits;
using Breakwater.Server.Access.Refusals;

namespace Breakwater.Server.Access.Gate;

/// <summary>What the gate says: a permit, a fleet permit, or a refusal. <c>default</c> is a refusal.</summary>
internal readonly struct Admission : IAdmission
{
    private readonly Permit? permit;
    private readonly FleetPermit? fleet;
    private readonly Refusal? refusal;

    private Admission(Permit? permit, FleetPermit? fleet, Refusal? refusal, bool hasMoved)
    {
        this.permit = permit;
        this.fleet = fleet;
        this.refusal = refusal;
        HasMoved = hasMoved;
    }

    /// <summary>Something that it rests on ended or changed while it was decided: begin anew, with another lease and the credential looked up again.</summary>
    public static Admission Moved { get; } = new(null, null, null, hasMoved: true);

    public bool HasMoved { get; }

    public bool HasPermit => permit is not null || fleet is not null;

    public Refusal Refusal => refusal ?? Refusal.Of(RefusalReason.Unauthenticated);

    public static Admission Granted(Permit permit) => new(permit, null, null, hasMoved: false);

    public static Admission Granted(FleetPermit permit) => new(null, permit, null, hasMoved: false);

    public static Admission Refused(Refusal refusal) => new(null, null, refusal, hasMoved: false);

    public static Admission Refused(RefusalReason reason) => Refused(Refusal.Of(reason));

    public bool IsGranted([NotNullWhen(true)] out Permit? granted)
    {
        granted = permit;
        return permit is not null;
    }

    public bool IsGrantedOnFleet([NotNullWhen(true)] out FleetPermit? granted)
    {
        granted = fleet;
        return fleet is not null;
    }
}
