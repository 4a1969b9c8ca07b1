using Breakwater.Server.Rooms;

namespace Breakwater.Server.Storage.Blobs;

/// <summary>Files that are named for what is in them.</summary>
internal sealed class BlobsRoom : Room
{
    public override void Add(IServiceCollection services) => services.AddSingleton<BlobStore>();
}
