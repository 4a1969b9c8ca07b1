using Breakwater.Server.Rooms;

namespace Breakwater.Server.Hosting;

/// <summary>
/// The table of contents: what this server is made of. Settings and ways in are in this order; what must be open is opened from the last room to the first, the floor
/// before what stands on it, and closed from the first to the last.
/// </summary>
internal static class Composition
{
    public static IReadOnlyList<Room> Rooms { get; } =
    [
        new HostingRoom(),
        new Http.HttpRoom(),
        new Access.AccessRoom(),
        new Certificates.CertificatesRoom(),
        new Enrollment.EnrollmentRoom(),
        new Enrollment.Lifecycle.LifecycleRoom(),
        new Enrollment.Tags.TagsRoom(),
        new Devices.DevicesRoom(),
        new Gateway.GatewayRoom(),
        new People.PeopleRoom(),
        new Tokens.TokensRoom(),
        new Granting.GrantingRoom(),
        new Granting.Groups.GroupsRoom(),
        new Inquiry.InquiryRoom(),
        new Inquiry.Notices.NoticesRoom(),
        new Ledger.LedgerRoom(),
        new Storage.Telemetry.TelemetryRoom(),
        new Storage.Blobs.BlobsRoom(),
        new Storage.StorageRoom(),
    ];
}
