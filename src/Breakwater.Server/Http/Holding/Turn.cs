namespace Breakwater.Server.Http.Holding;

/// <summary>A place among those of a principal's uses that read at once; given back when it is disposed of.</summary>
internal readonly struct Turn(SemaphoreSlim places) : IDisposable
{
    public void Dispose() => places.Release();
}
