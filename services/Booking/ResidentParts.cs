using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What the resident's own pages and the waiting list need.</summary>
internal static class ResidentParts
{
    public static void Add(ServiceBuilder builder)
    {
        builder.Services.AddSingleton<KeepWishes>().AddSingleton<QuietHours>().AddSingleton<PromiseCall>().AddSingleton<ChoicesToTell>().AddSingleton<AskedOfNeeds>();
        builder.DueWork<OfferWaitingPlace>().DueWork<PassOnWaitingPlace>();
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        WishesEndpoints.Map(app);
        ChoicesToTell.Map(app);
        LanguageEndpoint.Map(app);
    }
}
