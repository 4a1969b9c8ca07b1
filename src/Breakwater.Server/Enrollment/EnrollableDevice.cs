using System.Security.Cryptography;
using Breakwater.Contracts.Devices;
using Breakwater.Contracts.Ids;
using Breakwater.Server.Devices.Registry;
using Breakwater.Server.Storage;
using Microsoft.EntityFrameworkCore;

namespace Breakwater.Server.Enrollment;

/// <summary>What the store says about a serial number and its claim, in one look-up.</summary>
internal sealed record EnrollableDevice(DeviceId Device, DeviceState State, byte[]? ClaimHash, DeviceState? ForState, DateTimeOffset? UsedAt)
{
    /// <summary>Compared with when there is nothing to compare with, so that an unknown serial costs what a known one does.</summary>
    private static readonly byte[] NoClaim = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    private static readonly Func<BreakwaterDbContext, string, EnrollableDevice?> BySerialQuery = EF.CompileQuery(
        (BreakwaterDbContext db, string serial) =>
            (from device in db.Set<DeviceRecord>()
             join found in db.Set<ClaimRecord>() on device.Id equals found.Device into claims
             from claim in claims.DefaultIfEmpty()
             where device.Serial == serial
             select new EnrollableDevice(
                 device.Id,
                 device.State,
                 claim == null ? null : claim.Hash,
                 claim == null ? null : claim.ForState,
                 claim == null ? null : claim.UsedAt))
            .FirstOrDefault());

    public static EnrollableDevice? Find(BreakwaterDbContext db, string serial) => BySerialQuery(db, serial);

    /// <summary>Why this claim does not open, or null. All the work is done in every case.</summary>
    public static EnrollmentRefusal? JudgeClaim(EnrollableDevice? device, byte[] claimHash)
    {
        var equal = CryptographicOperations.FixedTimeEquals(device?.ClaimHash ?? NoClaim, claimHash);
        return device is null ? EnrollmentRefusal.UnknownSerial
            : equal ? device.JudgeDoor()
            : EnrollmentRefusal.WrongClaim;
    }

    /// <summary>Why the device cannot enrol now, whatever proves it, or null: enrolment needs a claim that nobody used, made for the device's present state.</summary>
    public EnrollmentRefusal? JudgeDoor() => this switch
    {
        { UsedAt: not null } => EnrollmentRefusal.ClaimUsed,
        { ClaimHash: null } => EnrollmentRefusal.ClaimOvertaken,
        _ when ForState != State || State is DeviceState.Retired or DeviceState.Quarantined => EnrollmentRefusal.ClaimOvertaken,
        _ => null,
    };
}
