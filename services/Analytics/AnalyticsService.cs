using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Analytics.Features.CollectEvents;
using Repairs.Analytics.Features.CountFacts;
using Repairs.Analytics.Features.ImportFile;
using Repairs.Analytics.Features.ListRejected;
using Repairs.Analytics.Features.ProveFigures;
using Repairs.Analytics.Features.PublishFigures;
using Repairs.Analytics.Features.ReadMeasure;
using Repairs.Analytics.Features.ReadRevisions;
using Repairs.Analytics.Features.RebuildFigures;
using Repairs.Analytics.Features.ShowMeasure;
using Repairs.Analytics.Features.TakeOpenData;
using Repairs.Analytics.Features.WatchFeeds;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Analytics;

/// <summary>Facts, measures, charts, exports. Faces analysts. No names in it.</summary>
public sealed class AnalyticsService : IService
{
    /// <inheritdoc/>
    public string Name => "Analytics";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/analytics", "/analytics"];

    /// <inheritdoc/>
    public IReadOnlyList<Subscription> Listens { get; } =
    [
        Hear<VisitOutcomeReported>(), Hear<VisitEvidenceAdded>(), Hear<VisitAttributed>(), Hear<VisitDisputed>(), Hear<DisputeWithdrawn>(), Hear<DisputeDecided>(),
        Hear<LandlordMissed>(), Hear<MissedEachOther>(),
        Hear<AppointmentBooked>(), Hear<AppointmentChanged>(), Hear<AppointmentCancelled>(), Hear<SlotsOffered>(), Hear<SlotsDeclined>(),
        Hear<RepairRaised>(), Hear<RepairFinished>(), Hear<RepairWithdrawn>(), Hear<RepairReopened>(),
        Hear<ContactReceived>(), Hear<ContactCodedTwice>(), Hear<FeedbackGiven>(), Hear<PromisesRated>(), Hear<ComplaintMade>(), Hear<MessageSent>(), Hear<MessageUndelivered>(),
        Hear<PromiseMade>(), Hear<PromiseKept>(), Hear<PromiseSlipped>(),
        Hear<WelfareFollowUpRequested>(), Hear<FollowUpOpened>(), Hear<HumanContactAttempted>(), Hear<FollowUpClosed>(),
        Hear<VisitBriefRead>(), Hear<ReasonShared>(), Hear<AdjustmentRecorded>(), Hear<AdjustmentWithdrawn>(),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Verb> Verbs { get; } = [ImportFile.Verb, RebuildVerb.Verb];

    /// <inheritdoc/>
    public void Add(ServiceBuilder builder)
    {
        builder.Services.AddSingleton<HomeHash>().AddSingleton<Intake>().AddSingleton<CollectEvents>();
        builder.Services.AddSingleton(new Face("How are our visits going?", "/analytics", "Visits nobody could let us in to, beside our own misses: rates, charts and what they mean.", "Performance analysts", Roles.Analyst, Roles.Manager));
        builder.DueWork<CountFacts>();
        builder.DueWork<RebuildFigures>();
        builder.DueWork<ProveFigures>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder app)
    {
        CollectEvents.Map(app);
        ReadMeasure.Map(app);
        ReadRevisions.Map(app);
        PublishFigures.Map(app);
        RebuildFigures.Map(app);
        ListRejected.Map(app);
        WatchFeeds.Map(app);
        DrawMeasure.Map(app);
        TakeOpenData.Map(app);
    }

    private static Subscription Hear<TEvent>()
        where TEvent : class, IEvent => Subscription.Together<TEvent, HearEvents>();
}
