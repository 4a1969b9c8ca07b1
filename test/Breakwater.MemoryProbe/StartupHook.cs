using Breakwater.MemoryProbe;

#pragma warning disable CA1050 // the runtime looks for it under this name, without a namespace
/// <summary>
/// Run by the runtime before the <c>Main</c> of a server that a test starts with <c>DOTNET_STARTUP_HOOKS</c>
/// (https://github.com/dotnet/runtime/blob/main/docs/design/features/host-startup-hook.md).
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Probe.Variable) is { } socket)
        {
            Probe.Start(socket);
        }
    }
}
