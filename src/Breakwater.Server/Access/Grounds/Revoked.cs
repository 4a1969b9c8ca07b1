namespace Breakwater.Server.Access.Grounds;

/// <summary>What came of a revocation.</summary>
/// <param name="Number">Of the ending; 0 when nothing ended.</param>
/// <param name="Unconfirmed">Uses that could not be made sure of within a second: a thread that is stopped, a grain that does not answer. They can do nothing more, but may be in the middle of something.</param>
internal readonly record struct Revoked<T>(T Value, long Number, int Unconfirmed)
{
    /// <summary>What is made of the value afterwards.</summary>
    public Revoked<TNext> With<TNext>(TNext next) => new(next, Number, Unconfirmed);
}
