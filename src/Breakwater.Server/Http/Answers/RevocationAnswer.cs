using System.Globalization;
using Breakwater.Contracts;
using Breakwater.Contracts.Admin;
using Breakwater.Server.Access.Grounds;

namespace Breakwater.Server.Http.Answers;

/// <summary>
/// What a revocation answers: as usual when everything that it ended is over; 202 when some uses could not be made sure of within a second, with where to ask
/// how many are left.
/// </summary>
internal static class RevocationAnswer
{
    public static IResult Of<T>(Revoked<T> ended, IResult confirmed) => ended.Unconfirmed == 0
        ? confirmed
        : new Unconfirmed(new EndingStatus(ended.Number, ended.Unconfirmed));

    private sealed class Unconfirmed(EndingStatus status) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.Location = string.Create(CultureInfo.InvariantCulture, $"/admin/v1/endings/{status.Number}");
            return Results.Json(status, ContractsJson.Default.EndingStatus, statusCode: StatusCodes.Status202Accepted).ExecuteAsync(httpContext);
        }
    }
}
