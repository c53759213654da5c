using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>What the desk's own pages need.</summary>
internal static class DeskParts
{
    public static void Add(ServiceBuilder builder)
    {
        builder.Services.AddSingleton<LandlordBookingSettings>().AddSingleton<ChangeSettings>()
            .AddSingleton<ImportProperties>().AddSingleton<ImportOperatives>().AddSingleton<ImportShifts>().AddSingleton<ImportRepairs>()
            .AddSingleton<Imports>().AddSingleton<Importing>().AddSingleton<KeepImport>()
            .AddSingleton<CoverAbsence>().AddSingleton<ChangeShift>();
        builder.DueWork<RunImports>().DueWork<SeeToAbsences>();
        builder.Services.AddSingleton<SendLetter>().AddSingleton<ChoicesByLetter>().AddSingleton<WhetherToRing>().AddSingleton<EnterSlip>();
        builder.DueWork<AskOnce>();
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        SettingsEndpoints.Map(app);
        ImportRowsEndpoint.Map(app);
    }
}
