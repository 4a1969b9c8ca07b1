using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Breakwater.Contracts;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Rules;

namespace Breakwater.Server.Devices.Commands;

/// <summary>Checks a request for a command.</summary>
internal static class CommandPosts
{
    private const int LongestKey = 200;
    private const int DefaultExpirySeconds = 60;
    private const int LongestExpirySeconds = 7 * 24 * 60 * 60;

    /// <param name="principal">Keys are each caller's own: another's key never names this caller's command.</param>
    /// <param name="errors">What is wrong, by field.</param>
    public static CommandPost? Check(
        byte[] body, string? idempotencyKey, PrincipalId principal, DeviceLimits limits, out Dictionary<string, string> errors)
    {
        errors = [];
        CommandRequest? request = null;
        try
        {
            request = JsonSerializer.Deserialize(body, ContractsJson.Default.CommandRequest);
        }
        catch (JsonException exception)
        {
            errors["body"] = $"Not a command: {exception.Message}";
        }

        if (request is null)
        {
            errors.TryAdd("body", "A JSON object with at least a name.");
            return null;
        }

        if (!DeviceNames.IsValid(request.Name))
        {
            errors["name"] = $"{DeviceNames.Rule}.";
        }

        if (request.ExpiresInSeconds is < 1 or > LongestExpirySeconds)
        {
            errors["expiresInSeconds"] = $"1 to {LongestExpirySeconds}.";
        }

        var payload = request.Payload?.GetRawText();
        if (payload is not null && Encoding.UTF8.GetByteCount(payload) > limits.CommandBytes)
        {
            errors["payload"] = $"At most {limits.CommandBytes} bytes.";
        }
        else if (payload is not null && Json.TryElement(Encoding.UTF8.GetBytes(payload)) is null)
        {
            errors["payload"] = "It holds an escaped surrogate without its other half, which is no text.";
        }

        if (idempotencyKey is { Length: 0 or > LongestKey })
        {
            errors["Idempotency-Key"] = $"1 to {LongestKey} characters.";
        }

        if (errors.Count > 0)
        {
            return null;
        }

        var expires = TimeSpan.FromSeconds(request.ExpiresInSeconds ?? DefaultExpirySeconds);
        var hash = Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes($"{request.Name}\n{payload}\n{request.ExpiresInSeconds}{(request.Class is { } declared ? $"\n{declared}" : "")}")));
        var key = idempotencyKey is null
            ? null
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{principal}\n{idempotencyKey}")));
        return new CommandPost(request.Name, payload, expires, key, hash, request.Class);
    }
}
