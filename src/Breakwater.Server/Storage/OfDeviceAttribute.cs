namespace Breakwater.Server.Storage;

/// <summary>
/// Rows of this type belong to one device: whoever reads or changes them shows or changes that device (law 2). The folder that they lie in is the only one whose
/// code may name the type; the few ways from elsewhere stand in a list that a convention test reads.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OfDeviceAttribute : Attribute;
