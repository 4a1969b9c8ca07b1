using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Revocation.Interleaving;

/// <summary>Every ending at once, each of a subject of its own.</summary>
internal sealed record Round(int Interleavings, int Uses, IReadOnlyList<Violation> Violations)
{
    public static async Task<Round> RunAsync(ServerDoors doors, DataFiles files, int seed)
    {
        var random = new Random(seed);
        var subjects = await Task.WhenAll(Ending.All.Select(e => (Ending: e, Seed: random.Next())).ToArray().Select(s => Subject.CreateAsync(doors, s.Ending, s.Seed)));
        Trace[] traces = [];
        try
        {
            var control = await doors.EnrolAsync();
            var leaving = await DeviceSide.ConnectAsync(doors, control);
            traces = await Task.WhenAll(subjects.Select(s => new Race(s, doors, files).RunAsync()));

            // Wills that are left fall due before this one, whose device nobody took away.
            await leaving.DisposeAsync();
            await Wait.UntilAsync(async () => await files.EventAsync(control.Id, "will") is not null, "the will that nobody took away");
            var violations = await Task.WhenAll(subjects.Zip(traces, (s, t) => new Verdict(s, t).JudgeAsync(doors, files)));
            return new Round(traces.Sum(t => t.Interleavings), traces.Sum(t => t.Uses.Count), [.. violations.SelectMany(v => v)]);
        }
        finally
        {
            Array.ForEach(traces, t => t.Dispose());
            foreach (var subject in subjects)
            {
                await subject.DisposeAsync();
            }
        }
    }
}
