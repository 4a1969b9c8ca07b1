using Breakwater.Server.Rooms;

namespace Breakwater.Server.Storage;

/// <summary>The data folder and the database. All that is on disk stands on it, so it opens first.</summary>
internal sealed class StorageRoom : Room
{
    public override EventIds? LogEvents => new(1000, 1099);

    public override async Task OpenAsync(OpenThings things, CancellationToken cancellationToken)
    {
        var folder = things.Section<DataFolder>();
        things.Hold(DataFolderLock.Take(folder));
        things.Hold(await Database.OpenAsync(folder, things.Loggers, cancellationToken));
    }

    public override StartException? Explain(Exception exception, SectionValues sections) => exception switch
    {
        NewerSchemaException => new StartException(ExitCodes.NewerSchema, exception.Message, exception),
        StoreUnavailableException => new StartException(ExitCodes.Storage, exception.Message, exception),
        IOException io when DataFolderLock.IsFull(io) =>
            new StartException(ExitCodes.Storage, $"The disk of {sections.Of<DataFolder>().Path} is full. Free some space and start again.", exception),
        UnauthorizedAccessException => new StartException(ExitCodes.Permission, exception.Message, exception),
        _ => null,
    };
}
