using Repairs.Analytics;
using Repairs.Booking;
using Repairs.Contracts;
using Repairs.Demonstration;
using Repairs.Messages;
using Repairs.Needs;
using Repairs.NoAccess;
using Repairs.Platform;
using Repairs.Platform.Events;
using Repairs.Visits;
using Repairs.Welfare;

namespace Repairs.Host;

/// <summary>The Host: runs any subset of the services in one process, and the verbs of the command line.</summary>
internal static class Commands
{
    /// <summary>Every service there is.</summary>
    public static IReadOnlyList<IService> Installed { get; } =
        [new BookingService(), new VisitsService(), new NoAccessService(), new NeedsService(), new WelfareService(), new MessagesService(), new AnalyticsService()];

    /// <summary>The words services say to each other, and who listens.</summary>
    public static EventCatalogue Catalogue(IReadOnlyList<IService> installed) => new(
        typeof(IEvent).Assembly,
        t => t is { IsClass: true } && t.IsAssignableTo(typeof(IEvent)),
        e => new EventFacts(e.GetType().Name, ((IEvent)e).Landlord, ((IEvent)e).OccurredAt, (e as IForgettable)?.HouseholdRef),
        installed);

    public static Task<int> RunAsync(string[] args) => CommandLine.RunAsync(args, Installed, Catalogue, [DemoVerb.Verb]);
}
