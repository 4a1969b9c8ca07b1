using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Breakwater.Server.Storage;

/// <summary>fdatasync(2): the data and the file's length are on disk when it returns; .NET offers only fsync(2).</summary>
internal static partial class FileSync
{
    /// <exception cref="IOException">The device could not write; what was written since the last sync may be lost.</exception>
    public static void FlushData(SafeFileHandle file)
    {
        if (FlushData(file.DangerousGetHandle()) != 0)
        {
            throw new IOException($"fdatasync failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FlushData(nint descriptor);
}
