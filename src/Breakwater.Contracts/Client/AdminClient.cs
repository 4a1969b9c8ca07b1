using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Breakwater.Contracts.Admin;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;

namespace Breakwater.Contracts.Client;

/// <summary>
/// The operator's client over the admin socket. Whoever may open the socket's file is the local operator.
/// Every method throws <see cref="ProblemException"/> for what the server refuses and <see cref="HttpRequestException"/> when nobody listens; those that end
/// something throw <see cref="EndingUnconfirmedException"/> when it has ended and not everything is known to be over.
/// </summary>
public sealed class AdminClient : IDisposable
{
    /// <summary>Names the case that the operator works on; it stands in the ledger.</summary>
    public const string CaseHeader = "Breakwater-Case";

    private readonly HttpClient http;

    /// <param name="socketPath">The server's admin socket.</param>
    /// <param name="caseReference">
    /// The case that is worked on, or <see cref="CaseReference.None"/>; owners of touched devices see it. Null will do for what is about no single device, and
    /// for what protects one.
    /// </param>
    public AdminClient(string socketPath, string? caseReference = null)
    {
        http = new HttpClient(new SocketsHttpHandler
        {
            // Bundles of the ledger come as they are kept.
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch (SocketException exception)
                {
                    socket.Dispose();
                    throw new NoServerException(socketPath, exception);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        })
        {
            BaseAddress = new Uri("http://admin.sock/admin/v1/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (caseReference is not null)
        {
            http.DefaultRequestHeaders.Add(CaseHeader, caseReference);
        }
    }

    /// <summary>Imports all rows or none. The reports come as the server makes them; the last is <c>imported</c> or <c>refused</c>.</summary>
    public async IAsyncEnumerable<ImportReport> ImportDevicesAsync(
        IEnumerable<ManifestRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "devices/import") { Content = new ManifestContent(rows) };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await response.ThrowProblemAsync(cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonSerializer.Deserialize(line, ContractsJson.Default.ImportReport) ?? throw new JsonException("The server answered null.");
        }
    }

    /// <summary>How devices stand, in order of id.</summary>
    public async Task<Page<DeviceStanding>> ListDevicesAsync(
        string? cursor = null, int limit = 100, DeviceState? state = null, CancellationToken cancellationToken = default) =>
        await (await http.GetAsync(
            $"devices?limit={limit}{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}{(state is null ? "" : $"&state={state}")}",
            cancellationToken)).ReadAsync(ContractsJson.Default.PageDeviceStanding, cancellationToken);

    /// <param name="device">A device id or serial.</param>
    public async Task<DeviceDetails> GetDeviceAsync(string device, CancellationToken cancellationToken = default) =>
        await (await http.GetAsync($"devices/{Uri.EscapeDataString(device)}", cancellationToken))
            .ReadAsync(ContractsJson.Default.DeviceDetails, cancellationToken);

    /// <param name="device">A device id or serial.</param>
    /// <param name="operation"><c>revoke</c>, <c>quarantine</c>, <c>release</c> or <c>retire</c>.</param>
    /// <param name="reason">Stands in the ledger.</param>
    public async Task<DeviceDetails> ChangeDeviceAsync(string device, string operation, string reason, CancellationToken cancellationToken = default) =>
        await (await http.PostAsJsonAsync(
            $"devices/{Uri.EscapeDataString(device)}/{operation}", new OperatorReason(reason), ContractsJson.Default.OperatorReason, cancellationToken))
            .ReadEndedAsync(ContractsJson.Default.DeviceDetails, cancellationToken);

    /// <summary>Gives a revoked or factory-reset device a new single-use claim.</summary>
    public async Task<ClaimIssued> ReclaimDeviceAsync(string device, string reason, CancellationToken cancellationToken = default) =>
        await (await http.PostAsJsonAsync(
            $"devices/{Uri.EscapeDataString(device)}/reclaim", new OperatorReason(reason), ContractsJson.Default.OperatorReason, cancellationToken))
            .ReadAsync(ContractsJson.Default.ClaimIssued, cancellationToken);

    public async Task<Person> AddOwnerAsync(string name, CancellationToken cancellationToken = default) =>
        await AddPersonAsync("owners", name, cancellationToken);

    public async Task<Person> AddServiceAsync(string name, CancellationToken cancellationToken = default) =>
        await AddPersonAsync("services", name, cancellationToken);

    public async Task<Page<Person>> ListOwnersAsync(CancellationToken cancellationToken = default) =>
        await (await http.GetAsync("owners", cancellationToken)).ReadAsync(ContractsJson.Default.PagePerson, cancellationToken);

    public async Task<Page<Person>> ListServicesAsync(CancellationToken cancellationToken = default) =>
        await (await http.GetAsync("services", cancellationToken)).ReadAsync(ContractsJson.Default.PagePerson, cancellationToken);

    /// <summary>Disables an owner or a service: its tokens open nothing, and what it has open ends. Its grants stay.</summary>
    /// <param name="reason">Stands in the ledger.</param>
    public async Task<Person> DisableAsync(PrincipalId person, string reason, CancellationToken cancellationToken = default) =>
        await ChangePersonAsync(person, "disable", reason, cancellationToken);

    /// <inheritdoc cref="DisableAsync"/>
    /// <summary>Takes that back.</summary>
    public async Task<Person> EnableAsync(PrincipalId person, string reason, CancellationToken cancellationToken = default) =>
        await ChangePersonAsync(person, "enable", reason, cancellationToken);

    public async Task<TokenIssued> IssueTokenAsync(TokenRequest request, CancellationToken cancellationToken = default) =>
        await (await http.PostAsJsonAsync("tokens", request, ContractsJson.Default.TokenRequest, cancellationToken))
            .ReadAsync(ContractsJson.Default.TokenIssued, cancellationToken);

    public async Task<Page<TokenSummary>> ListTokensAsync(CancellationToken cancellationToken = default) =>
        await (await http.GetAsync("tokens", cancellationToken)).ReadAsync(ContractsJson.Default.PageTokenSummary, cancellationToken);

    public async Task RevokeTokenAsync(string id, CancellationToken cancellationToken = default) =>
        await DeleteAsync($"tokens/{Uri.EscapeDataString(id)}", cancellationToken);

    /// <summary>A grant for one device is posted to that device, which may be named by id or serial.</summary>
    public async Task<GrantSummary> AddGrantAsync(GrantRequest request, CancellationToken cancellationToken = default) =>
        await (await http.PostAsJsonAsync(
            request.Device is { } device ? $"devices/{Uri.EscapeDataString(device)}/grants" : "grants",
            request,
            ContractsJson.Default.GrantRequest,
            cancellationToken)).ReadAsync(ContractsJson.Default.GrantSummary, cancellationToken);

    /// <summary>One act with one case, whatever the number of devices: all of them, or none.</summary>
    public async Task<BulkGrants> AddGrantsAsync(BulkGrantRequest request, CancellationToken cancellationToken = default) =>
        await (await http.PostAsJsonAsync("grants/bulk", request, ContractsJson.Default.BulkGrantRequest, cancellationToken))
            .ReadAsync(ContractsJson.Default.BulkGrants, cancellationToken);

    public async Task<Page<GrantSummary>> ListGrantsAsync(CancellationToken cancellationToken = default) =>
        await (await http.GetAsync("grants", cancellationToken)).ReadAsync(ContractsJson.Default.PageGrantSummary, cancellationToken);

    public async Task RevokeGrantAsync(string id, CancellationToken cancellationToken = default) =>
        await DeleteAsync($"grants/{Uri.EscapeDataString(id)}", cancellationToken);

    public async Task<GroupSummary> AddGroupAsync(GroupRequest request, CancellationToken cancellationToken = default) =>
        await (await http.PostAsJsonAsync("groups", request, ContractsJson.Default.GroupRequest, cancellationToken))
            .ReadAsync(ContractsJson.Default.GroupSummary, cancellationToken);

    /// <summary>Gives a group another rule.</summary>
    public async Task<GroupSummary> ChangeGroupAsync(string name, GroupRequest request, CancellationToken cancellationToken = default) =>
        await (await http.PutAsJsonAsync($"groups/{Uri.EscapeDataString(name)}", request, ContractsJson.Default.GroupRequest, cancellationToken))
            .ReadEndedAsync(ContractsJson.Default.GroupSummary, cancellationToken);

    public async Task<Page<GroupSummary>> ListGroupsAsync(CancellationToken cancellationToken = default) =>
        await (await http.GetAsync("groups", cancellationToken)).ReadAsync(ContractsJson.Default.PageGroupSummary, cancellationToken);

    public async Task RemoveGroupAsync(string name, CancellationToken cancellationToken = default) =>
        await DeleteAsync($"groups/{Uri.EscapeDataString(name)}", cancellationToken);

    /// <param name="device">A device id or serial.</param>
    public async Task<DeviceTagList> GetTagsAsync(string device, CancellationToken cancellationToken = default) =>
        await (await http.GetAsync($"devices/{Uri.EscapeDataString(device)}/tags", cancellationToken))
            .ReadAsync(ContractsJson.Default.DeviceTagList, cancellationToken);

    /// <param name="device">A device id or serial.</param>
    public async Task<DeviceTagList> ChangeTagsAsync(string device, TagRequest request, CancellationToken cancellationToken = default) =>
        await (await http.PostAsJsonAsync($"devices/{Uri.EscapeDataString(device)}/tags", request, ContractsJson.Default.TagRequest, cancellationToken))
            .ReadEndedAsync(ContractsJson.Default.DeviceTagList, cancellationToken);

    /// <summary>How far an ending has come.</summary>
    public async Task<EndingStatus> GetEndingAsync(long number, CancellationToken cancellationToken = default) =>
        await (await http.GetAsync(string.Create(CultureInfo.InvariantCulture, $"endings/{number}"), cancellationToken))
            .ReadAsync(ContractsJson.Default.EndingStatus, cancellationToken);

    public async Task<Page<DeclaredWayIn>> GetSurfaceAsync(CancellationToken cancellationToken = default) =>
        await (await http.GetAsync("surface", cancellationToken)).ReadAsync(ContractsJson.Default.PageDeclaredWayIn, cancellationToken);

    /// <summary>Questions to the ledger, and what operators do to it.</summary>
    public LedgerClient Ledger => new(http);

    public void Dispose() => http.Dispose();

    private async Task<Person> AddPersonAsync(string path, string name, CancellationToken cancellationToken) =>
        await (await http.PostAsJsonAsync(path, new PersonRequest(name), ContractsJson.Default.PersonRequest, cancellationToken))
            .ReadAsync(ContractsJson.Default.Person, cancellationToken);

    private async Task<Person> ChangePersonAsync(PrincipalId person, string operation, string reason, CancellationToken cancellationToken) =>
        await (await http.PostAsJsonAsync(
            $"{(person.Kind == PrincipalKind.Owner ? "owners" : "services")}/{person}/{operation}",
            new OperatorReason(reason),
            ContractsJson.Default.OperatorReason,
            cancellationToken)).ReadEndedAsync(ContractsJson.Default.Person, cancellationToken);

    private async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await http.DeleteAsync(path, cancellationToken);
        await response.ThrowProblemAsync(cancellationToken);
        await response.ThrowUnconfirmedAsync(cancellationToken);
    }
}
