using Breakwater.Drills.Romo.Attempts;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>
/// Prepares something while the thief still may, and goes on with it once it has been taken away. Whatever is accepted or delivered after the revocation was
/// answered is a hit, on robots that were his before: they are not any more.
/// </summary>
internal abstract class RevocationAttempt(string name, string sent) : Attempt(name, GroupName, sent)
{
    public const string GroupName = "after-revocation";

    /// <summary>In what the control sends.</summary>
    protected string ControlMark => "romo-before-" + Name;
}
