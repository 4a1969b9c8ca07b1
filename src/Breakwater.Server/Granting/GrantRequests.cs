using System.Collections.Immutable;
using System.Globalization;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Actions;
using Breakwater.Server.Access.Budgets;
using Breakwater.Server.Access.Grants;
using Breakwater.Server.Access.Grants.Groups;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Granting;

/// <summary>What a grant may be, and how one looks to operators.</summary>
internal static class GrantRequests
{
    /// <summary>The event of a new grant.</summary>
    public const string Added = "grant.added";

    private const int ShortestSeconds = 60;
    private const int LongestSeconds = 366 * 24 * 60 * 60;

    /// <summary>What is wrong, by field.</summary>
    /// <param name="device">Null: on a group or the fleet.</param>
    public static Dictionary<string, string> Check(DeviceId? device, GrantRequest request, out ActionSet actions)
    {
        var errors = new Dictionary<string, string>();
        if (request.Principal == default || request.Principal.Kind is not (PrincipalKind.Owner or PrincipalKind.Service))
        {
            errors["principal"] = "An owner or a service.";
        }
        else if (device is null && request.Principal.Kind != PrincipalKind.Service)
        {
            errors["device"] = "Only a service can be granted a group or the whole fleet.";
        }

        if (request.Group is { } group && (device is not null || !TagText.IsValid(group)))
        {
            errors["group"] = device is null ? $"A group's name: {TagText.Rule}." : "Either a device or a group.";
        }

        if (request.ExpiresInSeconds is null && request.Principal.Kind != PrincipalKind.Owner)
        {
            errors["expiresInSeconds"] = "Only an owner's grant may last until it is revoked.";
        }
        else if (request.ExpiresInSeconds is < ShortestSeconds or > LongestSeconds)
        {
            errors["expiresInSeconds"] = $"{ShortestSeconds} to {LongestSeconds}.";
        }

        if (request.Reason is not { Length: > 0 and <= 200 })
        {
            errors["reason"] = "1 to 200 characters; it stands in the ledger.";
        }

        var allowed = device is null && request.Group is null ? DeviceActions.GrantableToServicesOnFleet : DeviceActions.Grantable;
        if (!ActionSet.TryParse(request.Actions ?? [], out actions, out var unknown) || actions.IsEmpty || !actions.IsSubsetOf(allowed))
        {
            errors["actions"] = $"{(unknown is null ? "" : $"'{unknown}' is not an action. ")}One or more of {string.Join(", ", allowed.ToNames())}.";
        }

        CheckBudget(device, request, actions, errors);
        return errors;
    }

    public static GrantSummary ToContract(GrantRecord grant, AccessOptions options)
    {
        var budget = HeldGrants.OwnOf(grant, options.BudgetOf(grant.Principal.Kind));
        return new GrantSummary(
            grant.Id,
            grant.Principal,
            grant.Device,
            grant.Actions.ToNames(),
            grant.CreatedAt,
            grant.ExpiresAt,
            grant.Reason,
            grant.Commands,
            grant.Group,
            budget?.Devices,
            (int?)budget?.Window.TotalSeconds,
            IsDefaultBudget: budget is not null && grant.Devices is null);
    }

    /// <summary>Whoever was there when it was asked has been erased since.</summary>
    public static string NoLonger(PrincipalId principal) => $"There is no principal {principal} any more.";

    /// <summary>What its event says of a new grant.</summary>
    public static ImmutableSortedDictionary<string, string> Describe(
        GrantRequest request, ActionSet actions, DateTimeOffset? expires, int? windowSeconds = null) => EntryDetails.Of(
        ("actions", string.Join(' ', actions.ToNames())),
        ("commands", request.CommandClass.ToString().ToLowerInvariant()),
        ("expires", expires is { } ends ? $"{ends:O}" : "never"),
        ("on", request.Device is not null ? "device" : request.Group is { } named ? $"group {named}" : "fleet"),
        ("devices", request.Devices is { } devices ? string.Create(CultureInfo.InvariantCulture, $"{devices} in {windowSeconds} s") : "not stated"));

    private static void CheckBudget(DeviceId? device, GrantRequest request, ActionSet actions, Dictionary<string, string> errors)
    {
        var (shortest, longest) = ((int)GrantLimits.ShortestWindow.TotalSeconds, (int)GrantLimits.LongestWindow.TotalSeconds);
        if (request.Devices is null && request.WindowSeconds is null)
        {
            return;
        }

        if (device is not null || request.Principal.Kind != PrincipalKind.Service || !HeldGrants.TouchesDevices(actions))
        {
            errors["devices"] = "Only a service's grant on a group or the fleet states it, if it touches devices.";
        }
        else if (request.Devices is not (>= 1 and <= GrantLimits.MostDevices))
        {
            errors["devices"] = $"1 to {GrantLimits.MostDevices}.";
        }

        if (request.WindowSeconds is { } window && (window < shortest || window > longest))
        {
            errors["windowSeconds"] = $"{shortest} to {longest}.";
        }
    }
}
