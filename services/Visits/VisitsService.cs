using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Contracts;
using Repairs.Platform;
using Repairs.Platform.Pages;
using Repairs.Visits.Features.FindAbsence;
using Repairs.Visits.Features.ForgetPhoto;
using Repairs.Visits.Features.KeepJobSheet;
using Repairs.Visits.Features.KeepOnDevice;
using Repairs.Visits.Features.KeepPhoto;
using Repairs.Visits.Features.ReadBrief;
using Repairs.Visits.Features.ReportOutcome;
using Repairs.Visits.Features.SeeToday;
using Repairs.Visits.Features.SetOff;
using Repairs.Visits.Features.ShowPhoto;
using Repairs.Visits.Features.TakeHactStatus;
using Repairs.Visits.Features.TellHactStatus;

namespace Repairs.Visits;

/// <summary>The day of the visit: brief, on my way, door outcome. Faces contractors; holds only what they may see.</summary>
public sealed class VisitsService : IService
{
    /// <inheritdoc/>
    public string Name => "Visits";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/visits", "/hact/job-status-update", "/hact/job-status-updates", "/visits"];

    /// <inheritdoc/>
    public IReadOnlyList<Subscription> Listens { get; } =
    [
        Subscription.To<AppointmentBooked, KeepJobSheet>(),
        Subscription.To<AppointmentChanged, KeepJobSheet>(),
        Subscription.To<AppointmentCancelled, KeepJobSheet>(),
    ];

    /// <inheritdoc/>
    public void Add(ServiceBuilder builder)
    {
        builder.Settings<VisitsSettings>(s => s.Faults());
        builder.Services.AddSingleton(new Face("Your visits today", "/visits", "Where you are going, and what helps at the door.", "Operatives", Roles.Operative));
        builder.Services.AddSingleton<DoorInstructions>().AddSingleton<PhotoFolder>();
        builder.Services.AddSingleton<ReadBrief>().AddSingleton<SetOff>().AddSingleton<ReportOutcome>().AddSingleton<KeepPhoto>();
        builder.DueWork<FetchJobSheets>().DueWork<RemoveJobSheets>().DueWork<FindAbsence>().DueWork<ForgetPhoto>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder app)
    {
        // Asked for now, so that a missing folder stops the start instead of the first photo.
        _ = app.ServiceProvider.GetRequiredService<PhotoFolder>();

        var visits = app.MapGroup("/api/visits").WithTags("Contractors").ForSystems(Roles.Operative);
        visits.MapGet("/", SeeTodayEndpoint.GetAsync);
        visits.MapPost("/{visitId:guid}/brief-read", ReadBriefEndpoint.PostAsync);
        visits.MapPost("/{visitId:guid}/on-my-way", SetOffEndpoint.PostAsync);
        visits.MapPost("/{visitId:guid}/outcome", ReportOutcomeEndpoint.PostAsync);
        visits.MapPut("/{visitId:guid}/photos/{photoId:guid}", KeepPhotoEndpoint.PutAsync).WithMetadata(new RequestSizeLimitAttribute(KeepPhoto.LargestRead));
        DeviceDoor.Map(app);
        ShowPhoto.Map(app);
        app.MapInternal("visits").MapGet("/conduct", () => new { version = Features.ShowConduct.Conduct.Version });
        app.MapPost("/hact/job-status-update", TakeHactStatusEndpoint.PostAsync).WithTags("Contractors").ForSystems(Roles.Operative, Roles.Desk);
        app.MapGet("/hact/job-status-updates", TellHactStatusEndpoint.GetAsync).WithTags("Contractors").ForSystems(Roles.Operative, Roles.Desk);
    }
}
