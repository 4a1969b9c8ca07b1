namespace Breakwater.Server.Rooms;

/// <summary>
/// A capability, as it furnishes itself: everything that the server must know of a folder, said in that folder. <c>Hosting/Composition</c> lists the rooms, and nothing else
/// names one.
/// </summary>
internal abstract class Room
{
    /// <summary>Folders beside this one that its code may name; the folder <c>Rooms</c> is everybody's. A test holds it to that.</summary>
    public virtual IReadOnlyList<string> Knows => [];

    /// <summary>Ids that its log events may have, or null: it logs nothing. No two folders share one; a test says so.</summary>
    public virtual EventIds? LogEvents => null;

    /// <summary>Its instruments, as <c>docs/reference/metrics.md</c> explains them.</summary>
    public virtual IReadOnlyList<Metric> Metrics => [];

    /// <summary>Its parts of the configuration, each of which is a service, too.</summary>
    public virtual IReadOnlyList<Section> Sections => [];

    /// <summary>What can be wrong with the configuration and is found by reading: nothing has been written yet, and a wrong file must not leave a half-made folder behind.</summary>
    /// <exception cref="StartException">With the key and the mend.</exception>
    public virtual void Prepare(OpenThings things)
    {
    }

    /// <summary>Opens what must be open before anybody is let in, and closed after the last has left.</summary>
    public virtual Task OpenAsync(OpenThings things, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Its services.</summary>
    public virtual void Add(IServiceCollection services)
    {
    }

    /// <summary>Its endpoints. One without a declared way in stops the start.</summary>
    public virtual void Map(IEndpointRouteBuilder routes)
    {
    }

    /// <summary>What it does before the first listener listens.</summary>
    public virtual Task StartAsync(IServiceProvider services) => Task.CompletedTask;

    /// <summary>What it does once the server listens.</summary>
    public virtual void Listening(IServiceProvider services)
    {
    }

    /// <summary>What a failure of its own means for whoever started the server; null: it is not one of its own.</summary>
    public virtual StartException? Explain(Exception exception, SectionValues sections) => null;
}
