namespace Breakwater.Drills.Romo.Attempts;

/// <summary>One thing that an attacker tries.</summary>
/// <param name="name">Lower case with hyphens; also the mark (<c>romo-{name}</c>) in whatever it sends.</param>
/// <param name="group">What it is a variation of.</param>
/// <param name="sent">For the report.</param>
internal abstract class Attempt(string name, string group, string sent)
{
    public string Name => name;

    public string Group => group;

    public string Sent => sent;

    public string Mark => "romo-" + name;

    /// <summary>Does it, tells every answer, and every foreign robot that it sees.</summary>
    public abstract Task RunAsync(AttackContext context, AttemptNotes record, CancellationToken cancellationToken);
}
