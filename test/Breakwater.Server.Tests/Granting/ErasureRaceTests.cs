using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Client;
using Breakwater.Contracts.Ledger;
using Breakwater.Contracts.Problems;
using Breakwater.Server.Tests.Hosting.Running;

namespace Breakwater.Server.Tests.Granting;

public sealed class ErasureRaceTests(SharedServer server)
{
    /// <summary>Given while the person is erased: whichever is first, no grant of nobody stays.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Grant_WhileItsPersonIsErased_LeavesNothingBehind(bool isBulk)
    {
        var device = await server.Doors.EnrolAsync();
        for (var i = 0; i < 25; i++)
        {
            var person = await server.Doors.Admin.AddOwnerAsync("o");
            var erased = server.Doors.Admin.Ledger.EraseAsync(new ErasureRequest(person.Id, "test"));
            try
            {
                await (isBulk
                    ? server.Doors.Admin.AddGrantsAsync(new BulkGrantRequest(person.Id, [device.Serial], ["twin:read"], null, "about the person"))
                    : server.Doors.Admin.AddGrantAsync(new GrantRequest(person.Id, device.Serial, ["twin:read"], null, "about the person")) as Task);
            }
            catch (ProblemException refused)
            {
                Assert.Contains(refused.Problem.Code, new[] { ProblemCodes.ResourceNotFound, ProblemCodes.Conflict, ProblemCodes.Unavailable });
            }

            await erased;
            Assert.DoesNotContain((await server.Doors.Admin.ListGrantsAsync()).Items, g => g.Principal == person.Id);
        }
    }
}
