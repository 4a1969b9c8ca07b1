using Breakwater.Mqtt.Fuzz;

// Usage: [--seconds N] [--seed S]. Exits with 1, and prints the input as hex, at the first broken invariant.
if (!FuzzOptions.TryParse(args, out FuzzOptions? options))
{
    await Console.Error.WriteLineAsync("usage: [--seconds N] [--seed S]");
    return 2;
}

FuzzOutcome outcome = FuzzRun.ForDuration(options.Seed, TimeSpan.FromSeconds(options.Seconds), TimeProvider.System);
Console.WriteLine(outcome);
return outcome.Failure is null ? 0 : 1;
