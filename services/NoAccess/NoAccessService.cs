using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Contracts;
using Repairs.NoAccess.KeepDuty;
using Repairs.NoAccess.TellChronology;
using Repairs.NoAccess.WeighOutcome;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.NoAccess;

/// <summary>What a miss means and what happens next. Faces residents: their record of our visits, disputes, feedback.</summary>
public sealed class NoAccessService : IService
{
    /// <inheritdoc/>
    public string Name => "NoAccess";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/resident/*/visits", "/r/*/visits", "/api/disputes", "/disputes", "/api/hazards", "/hazards", "/api/resident/*/complaint", "/r/*/complaint", "/api/complaints", "/complaints", "/api/chronology", "/chronology", "/api/owed", "/owed"];

    /// <inheritdoc/>
    public IReadOnlyList<Subscription> Listens { get; } =
    [
        Fact<AppointmentBooked>(), Fact<AppointmentChanged>(), Fact<AppointmentCancelled>(),
        Fact<VisitBriefRead>(), Fact<VisitOutcomeReported>(), Fact<VisitEvidenceAdded>(), Subscription.To<HazardObserved, KeepDuty.KeepDuty>(), Fact<WelfareConcernRaised>(),
        Fact<MessageSent>(), Fact<MessageUndelivered>(),
        Fact<ReasonShared>(), Fact<AvailabilityPaused>(), Fact<AvailabilityResumed>(), Fact<FollowUpClosed>(), Fact<HumanContactAttempted>(),
        Fact<AdjustmentRecorded>(), Fact<AdjustmentWithdrawn>(),
        Fact<RepairFinished>(),
        Subscription.To<SlotsOffered, KeepChronicle<SlotsOffered>>(), Subscription.To<SlotsDeclined, KeepChronicle<SlotsDeclined>>(),
        Subscription.To<OperativeOnTheWay, KeepChronicle<OperativeOnTheWay>>(), Subscription.To<RepairWithdrawn, KeepChronicle<RepairWithdrawn>>(),
        Subscription.To<RepairRaised, KnowRepair.KnowRepair>(), Subscription.To<ResidentLinkReplaced, KnowRepair.KnowRepair>(),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Verb> Verbs { get; } = [ChronologyCheck.Verb];

    /// <inheritdoc/>
    public void Add(ServiceBuilder builder)
    {
        builder.Settings<NoAccessSettings>(s => s.Completed(builder.Configuration).Faults());
        builder.Services.AddSingleton<WeighHousehold>();
        builder.Services.AddSingleton<PayForMiss.PayForMiss>();
        builder.Services.AddSingleton<DisputeVisit.DisputeVisit>();
        builder.Services.AddSingleton<DecideDispute.DecideDispute>();
        builder.Services.AddSingleton<GiveFeedback.GiveFeedback>();
        builder.Services.AddSingleton<WriteSummary.WriteSummary>();
        builder.Services.AddSingleton<OpenChronology>();
        builder.Services.AddSingleton(new Face("Visits to look at", "/disputes", "Visits that residents say happened differently.", "Repairs desk", Roles.Desk, Roles.Manager));
        builder.Services.AddSingleton(new Face("Complaints", "/complaints", "What residents complained about, who answers, and by when.", "Repairs desk", Roles.Desk, Roles.Manager));
        builder.Services.AddSingleton(new Face("Money we owe", "/owed", "Decide what we pay for visits we missed.", "Managers", Roles.Manager));
        builder.Services.AddSingleton(new Face("Look back at one repair", "/chronology", "Every attempt, offer and message of one repair, our own misses first.", "Managers", Roles.Manager));
        builder.Services.AddSingleton(new Face("Hazards", "/hazards", "What we owe for hazards, and by when.", "Repairs desk", Roles.Desk, Roles.Manager));
        builder.Services.AddSingleton<Complain.Complain>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder app)
    {
        TellPause.TellPause.Map(app);
        TellLink.TellLink.Map(app);
        SeeVisits.SeeVisitsApi.Map(app);
        SeePhoto.SeePhoto.Map(app);
        DisputeVisit.DisputeVisit.Map(app);
        GiveFeedback.GiveFeedback.Map(app);
        DecideDispute.DecideDispute.Map(app);
        KeepDutyApi.Map(app);
        SeeDuties.SeeDutiesApi.Map(app);
        WriteSummary.WriteSummary.Map(app);
        Complain.Complain.Map(app);
        AnswerComplaint.AnswerComplaint.Map(app);
        OpenChronology.Map(app);
        TheirChronology.Map(app);
        PayForMiss.PayForMiss.Map(app);
    }

    private static Subscription Fact<TEvent>()
        where TEvent : class, IEvent => Subscription.To<TEvent, Weigh<TEvent>>();
}
