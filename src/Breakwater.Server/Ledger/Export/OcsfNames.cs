using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Ledger.Export;

/// <summary>What OCSF 1.5.0 calls the classes and activities of <see cref="EntryType"/> (https://schema.ocsf.io/1.5.0).</summary>
public static class OcsfNames
{
    public const string Version = "1.5.0";

    /// <summary>Seven of <c>device.type_id</c>.</summary>
    public const string DeviceType = "IOT";

    public static int ClassOf(EntryType type) => (int)type / 100;

    /// <summary>The first digit of a class is its category.</summary>
    public static int CategoryOf(EntryType type) => (int)type / 100_000;

    public static int ActivityOf(EntryType type) => (int)type % 100;

    public static string Category(EntryType type) => CategoryOf(type) switch
    {
        3 => "Identity & Access Management",
        6 => "Application Activity",
        _ => "Uncategorized",
    };

    public static string Class(EntryType type) => ClassOf(type) switch
    {
        3001 => "Account Change",
        3004 => "Entity Management",
        3005 => "User Access Management",
        6002 => "Application Lifecycle",
        6003 => "API Activity",
        _ => "Base Event",
    };

    public static string Activity(EntryType type) => type switch
    {
        EntryType.AccountCreated or EntryType.EntityCreated or EntryType.ApiCreate => "Create",
        EntryType.AccountDeleted or EntryType.EntityDeleted or EntryType.ApiDelete => "Delete",
        EntryType.EntityUpdated or EntryType.ApplicationUpdated or EntryType.ApiUpdate => "Update",
        EntryType.AccountEnabled => "Enable",
        EntryType.AccountDisabled => "Disable",
        EntryType.PrivilegesAssigned => "Assign Privileges",
        EntryType.PrivilegesRevoked => "Revoke Privileges",
        EntryType.ApplicationStarted => "Start",
        EntryType.ApplicationStopped => "Stop",
        EntryType.ApiRead => "Read",
        _ => "Other",
    };
}
