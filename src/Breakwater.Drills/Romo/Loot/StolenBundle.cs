using Breakwater.Device.Identity;

namespace Breakwater.Drills.Romo.Loot;

/// <summary>
/// Everything of one robot and of one owner, in an attacker's hands; and, because such things are printed on boxes and shown in
/// screenshots, serials and even ids of robots that belong to others.
/// </summary>
/// <param name="Identity">Key and certificate of the robot.</param>
/// <param name="Claim">What the robot enrolled with: used up.</param>
/// <param name="OwnerToken">Every scope that an owner can have.</param>
/// <param name="OwnerDevices">What the token may reach.</param>
/// <param name="Others">The victims.</param>
internal sealed record StolenBundle(
    StolenName Robot, DeviceIdentity Identity, string Claim, string OwnerToken, IReadOnlyList<StolenName> OwnerDevices, IReadOnlyList<StolenName> Others);
