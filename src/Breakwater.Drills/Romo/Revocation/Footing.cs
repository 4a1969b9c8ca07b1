using System.Security.Cryptography.X509Certificates;
using Breakwater.Drills.Romo.Loot;

namespace Breakwater.Drills.Romo.Revocation;

/// <summary>What an attempt stands on until it is taken away.</summary>
/// <param name="Device">What it reaches.</param>
/// <param name="Token">Of the stolen owner; null for a robot's own certificate.</param>
/// <param name="Identity">Of a robot; null for a token.</param>
/// <param name="TakeAway">Completes when the server has answered that it is done.</param>
internal sealed record Footing(StolenName Device, string? Token, X509Certificate2? Identity, Func<CancellationToken, Task> TakeAway)
{
    public string? Authorization => Token is null ? null : "Bearer " + Token;
}
