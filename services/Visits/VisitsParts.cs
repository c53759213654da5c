using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Visits;

/// <summary>What every page of the operative needs. Page models are public and our parts are not, so pages ask for them here.</summary>
internal static class VisitsParts
{
    public static (Database<VisitsService> Database, DoorInstructions Doors, BusinessClock Clock) Of(IServiceProvider services) => (
        services.GetRequiredService<Database<VisitsService>>(),
        services.GetRequiredService<DoorInstructions>(),
        services.GetRequiredService<BusinessClock>());
}
