namespace Breakwater.Drills.Romo.Wire;

/// <summary>What came back.</summary>
/// <param name="Text">With the exact code, such as <c>SUBACK 0x87</c> or <c>404 device-not-found</c>.</param>
/// <param name="Refused">The server said no, or closed.</param>
internal readonly record struct Answer(string Text, bool Refused)
{
    public static Answer Closed { get; } = new("connection closed", true);

    public static Answer None { get; } = new("no answer", false);

    public static Answer NoConnection(Exception exception) => new($"no connection: {Innermost(exception).GetType().Name}", true);

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }
}
