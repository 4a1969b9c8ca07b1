namespace Breakwater.Drills.Control;

/// <summary>Where the open broker listens, and the certificate that it proves itself with.</summary>
public sealed record OpenBrokerAddress(string Host, int Port, string TrustPem);
