namespace Breakwater.Device.Identity;

/// <summary>The identity folder cannot be trusted as it is (others may read a key), or its content is damaged.</summary>
/// <param name="path">The file or folder.</param>
/// <param name="problem">What is wrong and what to do.</param>
public sealed class IdentityStoreException(string path, string problem) : Exception($"{path}: {problem}")
{
    public string Path { get; } = path;
}
