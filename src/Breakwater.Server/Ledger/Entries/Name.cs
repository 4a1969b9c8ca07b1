namespace Breakwater.Server.Ledger.Entries;

/// <summary>Who is meant, in clear: a principal, a credential or an address. There is no way of writing one into the log; see <see cref="LedgerEntry{TWho}"/>.</summary>
internal readonly record struct Name(string Text)
{
    public static implicit operator Name?(string? text) => text is null ? null : new Name(text);
}
