namespace Breakwater.Server.Access.Grounds;

/// <summary>How what was permitted stands now.</summary>
internal enum Standing
{
    Holds,

    /// <summary>Something that it rests on is not what it was: ask again before anything more is done.</summary>
    Changed,

    /// <summary>Something that it rests on has ended for good.</summary>
    Ended,
}
