using Breakwater.Device.Enrollment;

namespace Breakwater.Device.Identity;

/// <summary>Either an identity to connect with, or why there is none yet.</summary>
internal readonly record struct IdentityStep(DeviceIdentity? Identity, EstOutcome? Obstacle)
{
    public static IdentityStep Ready(DeviceIdentity identity) => new(identity, null);

    public static IdentityStep NotYet(EstOutcome obstacle) => new(null, obstacle);
}
