using Breakwater.Server.Access.WaysIn;

namespace Breakwater.Server.Http.Walk;

/// <summary>Which listener a connection came in by; set by the listener itself before anything is read.</summary>
internal sealed record ListenerFeature(ListenerName Name);
