namespace Breakwater.Server.Certificates;

/// <summary>A file of the certificate authority is missing, damaged or readable by others. The message names it and says how to mend it.</summary>
public sealed class CertificateStoreException(string message, Exception? inner = null) : Exception(message, inner);
