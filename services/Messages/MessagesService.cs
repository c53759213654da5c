using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Contracts;
using Repairs.Messages.Features.Apologise;
using Repairs.Messages.Features.ConfirmAppointment;
using Repairs.Messages.Features.DecideMessage;
using Repairs.Messages.Features.HearReply;
using Repairs.Messages.Features.InviteToChoose;
using Repairs.Messages.Features.KeepPromises;
using Repairs.Messages.Features.Lint;
using Repairs.Messages.Features.PromiseCall;
using Repairs.Messages.Features.PromiseCallBack;
using Repairs.Messages.Features.ReadMessages;
using Repairs.Messages.Features.RecordContact;
using Repairs.Messages.Features.SendMessage;
using Repairs.Messages.Features.TellCode;
using Repairs.Messages.Features.TellFreshChoices;
using Repairs.Messages.Features.TellMissedEachOther;
using Repairs.Messages.Features.TellOnTheWay;
using Repairs.Messages.Features.TellWaitingPlace;
using Repairs.Messages.Features.TellWithdrawn;
using Repairs.Messages.Features.WaitForAPerson;
using Repairs.Messages.Features.WatchPromises;
using Repairs.Messages.Features.WriteLetter;
using Repairs.Messages.Sending;
using Repairs.Messages.Wording;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Messages;

/// <summary>Every word we send, every promise we make, contacts in. Faces the repairs desk and message editors.</summary>
public sealed class MessagesService : IService
{
    /// <inheritdoc/>
    public string Name => "Messages";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/messages", "/api/contacts", "/api/promises", "/api/replies", "/messages"];

    /// <inheritdoc/>
    public IReadOnlyList<Subscription> Listens { get; } =
    [
        Subscription.To<RepairRaised, InviteToChoose>(),
        Subscription.To<AppointmentBooked, ConfirmAppointment>(),
        Subscription.To<AppointmentChanged, ConfirmAppointment>(),
        Subscription.To<AppointmentCancelled, ConfirmAppointment>(),
        Subscription.To<OperativeOnTheWay, TellOnTheWay>(),
        Subscription.To<MissedEachOther, TellMissedEachOther>(),
        Subscription.To<LandlordMissed, Apologise>(),
        Subscription.To<RepairWithdrawn, TellWithdrawn>(),
        Subscription.To<SlotsDeclined, PromiseCallBack>(),
        Subscription.To<CallPromised, PromiseCall>(),
        Subscription.To<WaitingPlaceOffered, TellWaitingPlace>(),
        Subscription.To<FreshChoicesOwed, TellFreshChoices>(),
        Subscription.To<LetterOwed, WriteLetter>(),
        Subscription.To<HumanContactRequested, WaitForAPerson>(),
        Subscription.To<WelfareFollowUpRequested, WaitForAPerson>(),
        Subscription.To<AttemptsPaused, WaitForAPerson>(),
        Subscription.To<AttemptsResumed, WaitForAPerson>(),
        Subscription.To<FollowUpOpened, WaitForAPerson>(),
        Subscription.To<HumanContactAttempted, KeepPromises>(),
        Subscription.To<CallBackMade, KeepPromises>(),
        Subscription.To<VisitOutcomeReported, KeepPromises>(),
        Subscription.To<RepairFinished, KeepPromises>(),
        Subscription.To<ContactPreferenceChanged, TryNewContact>(),
    ];

    /// <inheritdoc/>
    public void Add(ServiceBuilder builder)
    {
        builder.Settings<MessagesSettings>(MessagesSettings.Faults);
        builder.Services.AddSingleton(new Face("Messages", "/messages", "What we sent, what waits, and the promises in it.", "Messages", Roles.Desk, Roles.Messages));
        builder.Services.AddSingleton<Days>().AddSingleton<Neighbours>().AddSingleton<SetBack>();
        builder.Services.AddSingleton<IMessageProvider, OutboxFolder>();
        builder.DueWork<DecideMessage>().DueWork<SendMessage>().DueWork<ReconcileUnknown>().DueWork<OwnUpToSlips>();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Verb> Verbs { get; } = [Lint.Verb];

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder app)
    {
        // Made now, so that a folder that cannot be used stops the start.
        app.ServiceProvider.GetRequiredService<IMessageProvider>();
        ReadMessages.Map(app);
        Lint.Map(app);
        RecordContact.Map(app);
        HearReply.Map(app);
        WatchPromises.Map(app);
        TellCode.Map(app);
    }
}
