using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What speaks HACT with housing systems.</summary>
internal static class HactParts
{
    public static void Add(ServiceBuilder builder) =>
        builder.Services.AddSingleton<HactRaise>().AddSingleton<HactOffer>().AddSingleton<HactBook>().AddSingleton<HactAvailable>().AddSingleton<HactAppoint>().AddSingleton<HactSchedule>();

    public static void Map(IEndpointRouteBuilder app)
    {
        HactRaise.Map(app);
        HactSchedule.Map(app);
        HactAvailable.Map(app);
        HactAppoint.Map(app);
    }
}
