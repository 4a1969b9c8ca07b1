using Breakwater.Contracts.Ids;
using Breakwater.Server.Access.Asking;

namespace Breakwater.Server.Access.Gate;

/// <summary>Whoever answers for a device as a principal. The capability that owns devices says who that is.</summary>
internal delegate IAdmits FindDeviceActor(DeviceId device);
