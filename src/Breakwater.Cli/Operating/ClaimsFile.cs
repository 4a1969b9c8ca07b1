using Breakwater.Cli.Terminal;
using Breakwater.Contracts.Admin;
using Breakwater.Server.Rooms;

namespace Breakwater.Cli.Operating;

/// <summary>The claims that were made for an import, on disk before the import, and gone again if it fails. There is no file when none was made.</summary>
internal sealed class ClaimsFile : IDisposable
{
    private bool kept;

    private ClaimsFile(string? path) => Path = path;

    public string? Path { get; }

    public static ClaimsFile Create(IReadOnlyList<ManifestRow> rows, string path)
    {
        if (rows.Count == 0)
        {
            return new ClaimsFile(null);
        }

        var full = System.IO.Path.GetFullPath(path);
        try
        {
            // CreateNew: the claims of an earlier import are never written over.
            using var stream = new FileStream(full, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            using (var writer = new StreamWriter(stream, leaveOpen: true))
            {
                writer.WriteLine("serial,model,claim");
                foreach (var row in rows)
                {
                    writer.WriteLine($"{row.Serial},{row.Model},{row.Claim}");
                }
            }

            stream.Flush(flushToDisk: true);
            return new ClaimsFile(full);
        }
        catch (IOException exception)
        {
            throw new CommandException(
                ExitCodes.Usage, $"the claims cannot be written to {full}: {exception.Message} Name another file with --claims.", exception);
        }
    }

    public void Keep() => kept = true;

    public void Dispose()
    {
        if (!kept && Path is not null)
        {
            File.Delete(Path);
        }
    }
}
