using Breakwater.Drills.Romo.Evidence;
using Breakwater.Drills.Romo.Wire;

namespace Breakwater.Drills.Romo.Attempts;

/// <summary>Collects what comes back while an attempt runs, and what shows up later.</summary>
internal sealed class AttemptNotes(Attempt attempt, Watchlist watchlist)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, int> answers = new(StringComparer.Ordinal);
    private int parts;
    private bool allRefused = true;

    public Attempt Attempt => attempt;

    public Sightings Sightings { get; } = new(watchlist);

    public TimeSpan Duration { get; set; }

    /// <summary>Of attempts that have one.</summary>
    public PositiveControl? Control { get; set; }

    public void Add(Answer answer)
    {
        lock (gate)
        {
            parts++;
            answers[answer.Text] = answers.GetValueOrDefault(answer.Text) + 1;
            allRefused &= answer.Refused;
        }
    }

    public AttemptReport ToReport()
    {
        lock (gate)
        {
            var reached = Sightings.Count;
            var outcome = reached > 0 ? AttemptOutcome.Reached : allRefused ? AttemptOutcome.Refused : AttemptOutcome.WithoutEffect;
            return new AttemptReport(
                attempt.Name, attempt.Group, attempt.Sent, parts, new Dictionary<string, int>(answers), outcome, reached, Sightings.Evidence,
                Math.Round(Duration.TotalSeconds, 3), Control);
        }
    }
}
