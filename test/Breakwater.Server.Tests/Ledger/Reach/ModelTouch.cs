using Breakwater.Contracts;
using Breakwater.Server.Ledger.Entries;

namespace Breakwater.Server.Tests.Ledger.Reach;

internal sealed record ModelTouch(LedgerEntry Entry, DeviceId Device, long Bytes);
