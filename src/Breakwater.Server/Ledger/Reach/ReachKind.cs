namespace Breakwater.Server.Ledger.Reach;

/// <summary>What a question about reach starts from.</summary>
public enum ReachKind
{
    /// <summary>What did this principal touch?</summary>
    Actor,

    /// <summary>What was touched with this credential?</summary>
    Credential,

    /// <summary>What was touched from this address?</summary>
    Source,

    /// <summary>Who touched this device?</summary>
    Device,
}
