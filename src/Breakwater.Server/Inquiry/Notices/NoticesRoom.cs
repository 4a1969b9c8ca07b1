using Breakwater.Server.Http.Walk;
using Breakwater.Server.Rooms;

namespace Breakwater.Server.Inquiry.Notices;

/// <summary>Owners hear who touched their devices for the first time.</summary>
internal sealed class NoticesRoom : Room
{
    public override void Add(IServiceCollection services) => services.AddSingleton<NoticeBoard>().AddSingleton<IAfterEntry, FirstTouches>();
}
