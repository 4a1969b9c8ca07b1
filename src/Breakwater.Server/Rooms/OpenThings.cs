namespace Breakwater.Server.Rooms;

/// <summary>What rooms have opened for the server's life: each thing is a service, and is closed in the opposite order.</summary>
internal sealed class OpenThings(SectionValues sections, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly Stack<object> held = new();
    private readonly ServiceCollection shared = [];
    private readonly Dictionary<Type, object> byType = [];

    public TimeProvider Time { get; } = time;

    /// <summary>The things are there before the server's services and after them, so their log is their own.</summary>
    public ILoggerFactory Loggers { get; } = loggers;

    public T Section<T>()
        where T : class, new() => sections.Of<T>();

    /// <summary>Opened already, by this room or by one below.</summary>
    public T Of<T>()
        where T : class => (T)byType[typeof(T)];

    /// <summary>A service that is closed with the server.</summary>
    public T Hold<T>(T thing)
        where T : class
    {
        held.Push(thing);
        return Share(thing);
    }

    /// <summary>A service that needs no closing, or is part of what is held.</summary>
    public T Share<T>(T thing)
        where T : class
    {
        byType.Add(typeof(T), thing);
        shared.AddSingleton(thing);
        return thing;
    }

    public void AddTo(IServiceCollection services)
    {
        foreach (var service in shared)
        {
            services.Add(service);
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (held.TryPop(out var thing))
        {
            switch (thing)
            {
                case IAsyncDisposable asynchronous:
                    await asynchronous.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
            }
        }

        Loggers.Dispose();
    }
}
