using System.CommandLine;
using Breakwater.Cli.Operating;
using Breakwater.Cli.Terminal;
using Breakwater.Server.Ledger.Basics;
using Breakwater.Server.Rooms;
using Breakwater.Server.Storage;
using Breakwater.Transparency.Notes;

namespace Breakwater.Cli.Ledger.Trust;

/// <summary>Which keys are trusted: named one by one, in a file like the ledger's <c>keys.pub</c>, or that file itself where there is a data folder.</summary>
internal static class KeyArguments
{
    public static Option<string[]> Key { get; } = new("--key") { Description = "a public key of the ledger (C2SP vkey); may be repeated" };

    public static Option<string?> Keys { get; } = new("--keys") { Description = "a file with such keys, one a line [default: DATA/ledger/keys.pub]" };

    /// <exception cref="CommandException">There is none, or one is no key.</exception>
    public static IReadOnlyList<NoteVerifier> Read(ParseResult parsed)
    {
        var named = parsed.GetValue(Key) ?? [];
        var file = parsed.GetValue(Keys);
        if (named.Length == 0 && file is null)
        {
            file = new LedgerFolder(new DataFolder(parsed.GetValue(ServerLocation.Data)!)).PublicKeys;
            if (!File.Exists(file))
            {
                throw new CommandException(
                    ExitCodes.Usage,
                    $"no key to check with: {Path.GetFullPath(file)} is not there. Get the ledger's public key from whoever runs it, by a way that you trust "
                    + "('breakwater ledger status' shows it there), and name it with --key or --keys.");
            }
        }

        return [.. named.Select(k => Parse(k, "--key", NoteKeyType.Ed25519)), .. file is null ? [] : ReadFile(file)];
    }

    /// <exception cref="CommandException">It cannot be read, or a line is no key.</exception>
    public static IReadOnlyList<NoteVerifier> ReadFile(string path)
    {
        try
        {
            return [.. File.ReadLines(path).Select(l => l.Trim()).Where(l => l.Length > 0).Select(l => Parse(l, path, NoteKeyType.Ed25519))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCodes.Usage, $"{path} cannot be read: {exception.Message}", exception);
        }
    }

    public static NoteVerifier Parse(string text, string where, NoteKeyType type) => NoteVerifier.TryParse(text, out var key) && key.Type == type
        ? key
        : throw new CommandException(
            ExitCodes.Usage,
            $"{where}: '{text}' is not a public key of a {(type == NoteKeyType.Ed25519 ? "log" : "witness")}; one is written NAME+ID+BASE64 on one line (C2SP signed-note)");
}
