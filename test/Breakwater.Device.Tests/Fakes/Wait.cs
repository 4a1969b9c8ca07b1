namespace Breakwater.Device.Tests.Fakes;

/// <summary>Waits that say what they waited for.</summary>
internal static class Wait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static async Task<T> ForAsync<T>(Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Waited {Limit} for {what}.");
        }
    }

    public static Task ForAsync(Task task, string what) => ForAsync(task.ContinueWith(done => { done.GetAwaiter().GetResult(); return true; }, TaskScheduler.Default), what);
}
