namespace Breakwater.Server.Tests.Revocation.Interleaving;

/// <summary>One use of an access, as its caller saw it; its times are the caller's.</summary>
/// <param name="Route">The way in as the ledger names it; null for a device, whose own uses have no entries.</param>
/// <param name="Begun">Before the first byte left; of a body that came in two parts, before the second.</param>
/// <param name="Ended">After the answer arrived.</param>
/// <param name="Status">Of the answer; 200 for a publish that was acknowledged; 0 for no answer.</param>
internal sealed record Use(string Name, string? Route, Standing On, DateTimeOffset Begun, DateTimeOffset Ended, int Status, string Body)
{
    public bool Succeeded => Status is >= 200 and < 300;

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();
}
