namespace Breakwater.Server.Storage;

/// <summary>The store could not do what was asked: the disk is full, a file is damaged or gone. Nothing was done; callers answer 503 or disconnect (law 10).</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The commit itself failed: it may be on the disk all the same.</summary>
    public bool MayHaveHappened { get; init; }
}

/// <summary>The database was written by a newer Breakwater than this one; opening it would lose what this one does not know.</summary>
public sealed class NewerSchemaException(string database, string migration)
    : Exception($"{database} has the schema '{migration}', which this version does not know. Start the newer Breakwater that wrote it, or restore an older backup.");
