namespace Breakwater.Server.Ledger.Entries;

/// <summary>What an entry is about: OCSF's <c>type_uid</c> (https://schema.ocsf.io), which is the class times 100 plus the activity.</summary>
public enum EntryType
{
    AccountCreated = 300101,
    AccountEnabled = 300102,
    AccountDisabled = 300105,
    AccountDeleted = 300106,

    /// <summary>Entities are what is managed: a device's standing, a certificate, a token, the ledger itself.</summary>
    EntityCreated = 300401,
    EntityUpdated = 300403,
    EntityDeleted = 300404,

    /// <summary>A grant was given.</summary>
    PrivilegesAssigned = 300501,

    /// <summary>A grant was taken away.</summary>
    PrivilegesRevoked = 300502,

    ApplicationStarted = 600203,
    ApplicationStopped = 600204,

    /// <summary>It runs with another configuration.</summary>
    ApplicationUpdated = 600208,

    /// <summary>A permit was used, or one was refused; the kind of use is that of the HTTP method.</summary>
    ApiCreate = 600301,
    ApiRead = 600302,
    ApiUpdate = 600303,
    ApiDelete = 600304,
    ApiOther = 600399,
}

public static class EntryTypes
{
    /// <summary>API Activity, OCSF class 6003: whatever the access decision was asked for.</summary>
    public static bool IsAccess(this EntryType type) => (int)type / 100 == 6003;
}
