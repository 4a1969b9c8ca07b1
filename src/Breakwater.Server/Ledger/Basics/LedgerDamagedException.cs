namespace Breakwater.Server.Ledger.Basics;

/// <summary>What is on disk is not what was written. The message names the file and the first entry or tile that does not fit.</summary>
public sealed class LedgerDamagedException(string message, Exception? inner = null) : Exception(message, inner);
