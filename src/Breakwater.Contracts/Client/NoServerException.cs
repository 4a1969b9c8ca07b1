using System.Net.Sockets;

namespace Breakwater.Contracts.Client;

/// <summary>Nobody answers at the admin socket. It comes as the inner exception of an <see cref="HttpRequestException"/>.</summary>
/// <param name="socket">The path that was tried.</param>
public sealed class NoServerException(string socket, SocketException inner) : IOException($"No server answers at the admin socket {socket}.", inner);
