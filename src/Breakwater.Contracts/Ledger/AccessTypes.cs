using Breakwater.Contracts.Ids;

namespace Breakwater.Contracts.Ledger;

/// <summary>Somebody accessed a device, as its owner may know it.</summary>
/// <param name="Entry">Refers you, and nobody else, to the ledger's entry; its receipt is at <c>/v1/devices/{id}/accesses/{entry}/receipt</c>.</param>
/// <param name="Role">What the accessor is (<c>owner</c>, <c>operator</c>, <c>service</c>), not who.</param>
/// <param name="You">It was you.</param>
/// <param name="Action">What was done, as in <c>maps:read</c>.</param>
/// <param name="Case">The case that an operator worked on.</param>
/// <param name="Approval">Under which grant; null for what needs none.</param>
/// <param name="Status">Of the answer, if it was known when the entry was made.</param>
/// <param name="Bytes">Of request and answer.</param>
/// <param name="Count">How many alike the entry stands for.</param>
public sealed record DeviceAccess(
    EntryReference Entry, DateTimeOffset At, string Role, bool You, string Action, string WayIn, string? Case, AccessApproval? Approval, int? Status, long Bytes, long Count);

/// <summary>The grant under which a device was accessed.</summary>
/// <param name="Grant">Its id.</param>
/// <param name="Role">What whoever gave it is; null when the ledger here does not go back so far.</param>
/// <param name="Reason">Why it was given; null when the person it was given to has been erased.</param>
public sealed record AccessApproval(string Grant, string? Role, DateTimeOffset? At, string? Reason);

/// <summary>An operator or a service touched the device for the first time.</summary>
/// <param name="Action">With which action.</param>
/// <param name="Entry">Refers you to the ledger's entry, as in <see cref="DeviceAccess"/>; null in the live stream, which is the same for all who watch.</param>
public sealed record AccessNotice(DeviceId Device, DateTimeOffset At, string Role, string Action, string? Case, EntryReference? Entry);
