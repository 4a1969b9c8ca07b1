namespace Breakwater.Server.Gateway.Beats;

/// <summary>Many who are looked at in a beat: one that cannot be keeps nobody after it from being looked at.</summary>
internal static class Everyone
{
    /// <exception cref="AggregateException">How many could not be looked at, and what the first of them threw.</exception>
    public static void LookAt<T>(IEnumerable<T> all, Action<T> look)
    {
        var (failed, first) = (0, default(Exception));
        foreach (var one in all)
        {
            try
            {
                look(one);
            }
            catch (Exception exception)
            {
                failed++;
                first ??= exception;
            }
        }

        if (first is not null)
        {
            throw new AggregateException($"{failed} could not be looked at.", first);
        }
    }
}
