namespace Breakwater.Server.Certificates;

/// <summary>What the registry said to a certificate that shall be recorded.</summary>
internal enum RecordOutcome
{
    Recorded,

    /// <summary>Some certificate, of this device or another, alive or not, has the same public key.</summary>
    KeyKnown,

    /// <summary>The device got as many certificates within a day as one may.</summary>
    TooMany,
}
