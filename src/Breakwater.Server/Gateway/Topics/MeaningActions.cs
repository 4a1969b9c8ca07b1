using System.Collections.Frozen;
using Breakwater.Server.Access.Actions;

namespace Breakwater.Server.Gateway.Topics;

/// <summary>
/// What a publish is decided as: by what it carries, since one packet type carries them all. Total: a meaning without an action stops the start (law 3).
/// </summary>
internal static class MeaningActions
{
    private static readonly FrozenDictionary<RouteKind, DeviceAction> Actions = new Dictionary<RouteKind, DeviceAction>
    {
        [RouteKind.Telemetry] = DeviceAction.PublishTelemetry,
        [RouteKind.ReportedPatch] = DeviceAction.ReportTwin,
        [RouteKind.ReportedValue] = DeviceAction.ReportTwin,
        [RouteKind.Map] = DeviceAction.PublishMap,
        [RouteKind.Event] = DeviceAction.PublishEvent,
        [RouteKind.CommandAnswer] = DeviceAction.ReceiveCommands,

        // It has no effect but that the connection goes on.
        [RouteKind.Ignored] = DeviceAction.Connect,
    }.ToFrozenDictionary();

    public static IReadOnlyDictionary<RouteKind, DeviceAction> All => Actions;

    public static DeviceAction Of(RouteKind meaning) => Actions[meaning];

    /// <exception cref="InvalidOperationException">With the names of the meanings that nobody declares.</exception>
    public static void Check(IReadOnlyDictionary<RouteKind, DeviceAction> declared)
    {
        var missing = Enum.GetValues<RouteKind>().Where(m => !declared.ContainsKey(m)).ToArray();
        if (missing.Length > 0)
        {
            throw new InvalidOperationException($"No action is declared for the meaning of a publish: {string.Join(", ", missing)}.");
        }
    }
}
