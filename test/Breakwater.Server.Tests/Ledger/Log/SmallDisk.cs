using System.Diagnostics;

namespace Breakwater.Server.Tests.Ledger.Log;

/// <summary>A disk that is soon full: a tmpfs, for which the test must be root or may ask sudo without a password.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string path;

    private SmallDisk(string path) => this.path = path;

    private string Filler => Path.Combine(path, "filler");

    /// <summary>Mounts it over a folder; skips the test where that is not permitted.</summary>
    public static SmallDisk Mount(string path, int kilobytes)
    {
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var options = $"size={kilobytes}k,mode=0700,uid={Run("id", "-u").Output.Trim()}";
        Assert.SkipUnless(Sudo("mount", "-t", "tmpfs", "-o", options, "bw-small-disk", path), "mounting is not permitted here");
        return new SmallDisk(path);
    }

    /// <summary>A file that can be written and not be synced: a device of its own that forgets what it is told.</summary>
    public static void MakeForgetful(string path)
    {
        Assert.SkipUnless(Sudo("mknod", "-m", "666", path, "c", "1", "3"), "making a device is not permitted here");
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Assert.Skip($"devices cannot be opened here: {exception.Message}");
        }
    }

    /// <summary>Takes all room that there is, but for so many bytes.</summary>
    public void Fill(int but = 0)
    {
        using (var file = new FileStream(Filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            var block = new byte[4096];
            try
            {
                while (true)
                {
                    file.Write(block);
                }
            }
            catch (IOException)
            {
                file.SetLength(Math.Max(0, file.Length - but));
            }
        }
    }

    public void Free() => File.Delete(Filler);

    public void Dispose() => Sudo("umount", "-l", path);

    private static bool Sudo(string command, params string[] arguments) =>
        Run(command, arguments).Code == 0 || Run("sudo", ["-n", command, .. arguments]).Code == 0;

    private static (int Code, string Output) Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "");
        }
    }
}
