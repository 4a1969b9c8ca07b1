using System.Runtime.Versioning;

// What is tested runs there; see src/Breakwater.Server/Platform.cs.
[assembly: SupportedOSPlatform("linux")]
[assembly: SupportedOSPlatform("macos")]
