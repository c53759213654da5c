using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Booking;

/// <summary>Repairs, real slot choices, appointments. Faces residents and the repairs desk.</summary>
public sealed class BookingService : IService
{
    /// <inheritdoc/>
    public string Name => "Booking";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/", "/sign-in", "/sign-out", "/error", "/problems", "/openapi", "/health", "/api/demo", "/r/*", "/api/resident/*", "/api/repairs", "/api/properties", "/api/operatives", "/api/shifts", "/api/booking", "/hact/raise-repair", "/hact/schedule-repair", "/hact/request-available-appointments", "/hact/request-appointment", "/desk"];

    /// <inheritdoc/>
    public IReadOnlyList<Subscription> Listens { get; } =
    [
        Subscription.To<VisitOutcomeReported, LearnOutcome>(),
        Subscription.To<VisitAttributed, LearnAttribution>(),
        Subscription.To<OperativeOnTheWay, LearnOnTheWay>(),
        Subscription.To<AttemptsPaused, PauseAttempts>(),
        Subscription.To<AttemptsResumed, ResumeAttempts>(),
        Subscription.To<ReplyReceived, TakeReply>(),
        Subscription.To<ContactReceived, LearnHeard>(),
    ];

    /// <inheritdoc/>
    public void Add(ServiceBuilder builder)
    {
        builder.Settings<BookingSettings>(s => s.Faults());
        DeskParts.Add(builder);
        ResidentParts.Add(builder);
        HactParts.Add(builder);
        builder.Services
            .AddSingleton<ResidentLinks>().AddSingleton<NeedsOfHousehold>().AddSingleton<RespectNeeds>().AddSingleton<Diaries>().AddSingleton<Placing>()
            .AddSingleton<OfferChoices>().AddSingleton<HoldChoice>().AddSingleton<Appointments>().AddSingleton<DeclineChoices>().AddSingleton<SetAside>()
            .AddSingleton<RaiseRepair>().AddSingleton<TriageRepair>().AddSingleton<EndRepair>().AddSingleton<ReplaceLink>()
            .AddSingleton<SeeRepair>().AddSingleton<FindProperty>()
            .AddSingleton(new Face("Repairs desk", "/desk", "Find a home, raise a repair, find a time over the phone.", "Repairs desk", Roles.Desk));
        builder.Services.AddSingleton(ZoneRules.OfThisProcess);
        builder.Prepares<Diaries>();
        builder.DueWork<KeepBankHolidays>().DueWork<FollowTheZone>().DueWork<PassOnContact>().DueWork<PlaceEmergency>().DueWork<CheckNeedsLater>().DueWork<TakeBackVisits>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder app)
    {
        DeskEndpoints.Map(app);
        DeskParts.Map(app);
        ResidentEndpoints.Map(app);
        ImportEndpoints.Map(app);
        AnswerServices.Map(app);
        HactParts.Map(app);
        CalendarEndpoint.Map(app);
        ResidentParts.Map(app);
    }
}
