using System.Runtime.Versioning;

// The product's promises rest on POSIX file modes, fsync and Unix domain sockets.
[assembly: SupportedOSPlatform("linux")]
[assembly: SupportedOSPlatform("macos")]
