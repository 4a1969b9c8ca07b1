namespace Breakwater.Server.Storage;

/// <summary>What a change rests on. It is asked on the writer, right before the change is made, and nothing can happen in between.</summary>
public interface IWriteGuard
{
    bool Holds { get; }

    /// <summary>Told on the writer when a change that it guarded is on disk, or its commit failed and it may be.</summary>
    void Committed();
}

/// <summary>What the change rested on does not hold any more, so it was not made. Whoever wanted it asks for access again.</summary>
public sealed class GuardMovedException() : Exception("What this change rested on has ended or changed; nothing was done.");
