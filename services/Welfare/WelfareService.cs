using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Welfare;

/// <summary>Follow-ups, pauses, reasons, concerns. Faces welfare officers only.</summary>
public sealed class WelfareService : IService
{
    /// <inheritdoc/>
    public string Name => "Welfare";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/follow-ups", "/api/welfare", "/api/households/*/pauses", "/api/concerns", "/follow-ups", "/concerns", "/api/resident/*/visits/*/reason", "/r/*/tell-us"];

    /// <inheritdoc/>
    public IReadOnlyList<Subscription> Listens { get; } =
    [
        Subscription.To<WelfareFollowUpRequested, OpenFollowUp.OpenFollowUp>(),
        Subscription.To<HumanContactRequested, OpenFollowUp.OpenFollowUp>(),
        Subscription.To<WelfareConcernRaised, HearConcern.HearConcern>(),
    ];

    /// <inheritdoc/>
    public void Add(ServiceBuilder builder)
    {
        builder.Settings<WelfareSettings>(s => s.Faults());
        builder.Services.AddSingleton(new Face("People to ask after", "/follow-ups", "Households we have missed more than once, or who asked for a person.", "Welfare", Roles.Welfare, Roles.Manager));
        builder.Services.AddSingleton<OpenByCode.OpenByCode>();
        builder.DueWork<OpenByCode.SendCode>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder app)
    {
        SeeFollowUps.SeeFollowUps.Map(app);
        RecordAttempt.RecordAttempt.Map(app);
        AssignFollowUp.AssignFollowUp.Map(app);
        AgreeHelp.AgreeHelp.Map(app);
        CloseFollowUp.CloseFollowUp.Map(app);
        PauseAvailability.PauseAvailability.Map(app);
        RaiseConcern.RaiseConcern.Map(app);
        KeepRota.KeepRota.Map(app);
        ShareReason.ShareReason.Map(app);
    }
}
