using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Breakwater.Contracts.Problems;

namespace Breakwater.Contracts.Client;

internal static class ProblemResponse
{
    /// <summary>Reads the answer, or throws what the server said was wrong.</summary>
    /// <exception cref="ProblemException">The status is not a success.</exception>
    public static async Task<T> ReadAsync<T>(this HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using (response)
        {
            await response.ThrowProblemAsync(cancellationToken);
            return await response.Content.ReadFromJsonAsync(type, cancellationToken)
                ?? throw new JsonException("The server answered null.");
        }
    }

    /// <summary>Reads what ended.</summary>
    /// <exception cref="ProblemException">The status is not a success.</exception>
    /// <exception cref="EndingUnconfirmedException">It has ended, but not everything is known to be over.</exception>
    public static async Task<T> ReadEndedAsync<T>(this HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        await response.ThrowUnconfirmedAsync(cancellationToken);
        return await response.ReadAsync(type, cancellationToken);
    }

    /// <exception cref="EndingUnconfirmedException">It has ended, but not everything is known to be over.</exception>
    public static async Task ThrowUnconfirmedAsync(this HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.Accepted)
        {
            throw new EndingUnconfirmedException(await response.ReadAsync(ContractsJson.Default.EndingStatus, cancellationToken));
        }
    }

    /// <exception cref="ProblemException">The status is not a success.</exception>
    public static async Task ThrowProblemAsync(this HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        Problem? problem = null;
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            problem = await response.Content.ReadFromJsonAsync(ContractsJson.Default.Problem, cancellationToken);
        }

        throw new ProblemException(problem ?? new Problem(
            "about:blank", response.ReasonPhrase ?? "The server refused.", (int)response.StatusCode, ProblemCodes.Internal));
    }
}
