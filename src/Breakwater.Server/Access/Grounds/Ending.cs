namespace Breakwater.Server.Access.Grounds;

/// <summary>Something that permits stood on has ended (final), or is not what it was: whoever relies on it asks again.</summary>
internal readonly record struct Ending(Ground Ground, bool IsFinal);
