using System.Globalization;

namespace Breakwater.Server.Storage.Blobs;

/// <summary>
/// One at a time for each name of a blob: whoever keeps one and names it in a row, and whoever removes what no row names. Without it a blob could be removed between the two
/// steps of somebody who found it there.
/// </summary>
internal sealed class NameLocks
{
    /// <summary>Names that share a lock wait for each other. Source: several times as many as are kept at once.</summary>
    private const int Locks = 256;

    private readonly SemaphoreSlim[] locks = [.. Enumerable.Range(0, Locks).Select(_ => new SemaphoreSlim(1))];

    /// <param name="name">SHA-256 in hexadecimal.</param>
    /// <returns>To be disposed of soon.</returns>
    public async Task<IDisposable> EnterAsync(string name)
    {
        var mine = locks[int.Parse(name.AsSpan(0, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)];
        await mine.WaitAsync();
        return new Held(mine);
    }

    private sealed class Held(SemaphoreSlim mine) : IDisposable
    {
        public void Dispose() => mine.Release();
    }
}
