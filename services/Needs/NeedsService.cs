using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Contracts;
using Repairs.Needs.Features.HearWrongNumber;
using Repairs.Needs.Features.KeepAsked;
using Repairs.Needs.Features.KeepContact;
using Repairs.Needs.Features.RecordAdjustment;
using Repairs.Needs.Features.ShowAdjustments;
using Repairs.Needs.Features.TellCodes;
using Repairs.Needs.Features.TellContact;
using Repairs.Needs.Features.TellDoor;
using Repairs.Needs.Features.TellHarm;
using Repairs.Needs.Features.TellQuiet;
using Repairs.Needs.Features.TellRing;
using Repairs.Needs.Features.TellSlots;
using Repairs.Needs.Features.TellWho;
using Repairs.Needs.Features.WithdrawAdjustment;
using Repairs.Platform;
using Repairs.Platform.Pages;

namespace Repairs.Needs;

/// <summary>Adjustments with consent, safe contacts. Faces residents and named staff.</summary>
public sealed class NeedsService : IService
{
    /// <inheritdoc/>
    public string Name => "Needs";

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = ["/api/households/*/adjustments", "/needs"];

    /// <inheritdoc/>
    public IReadOnlyList<Subscription> Listens { get; } = [Subscription.To<ReplyReceived, HearWrongNumber>()];

    /// <inheritdoc/>
    public void Add(ServiceBuilder builder)
    {
        builder.Settings<NeedsSettings>(s => s.Faults());
        builder.Services.AddSingleton(new Face("What people need", "/needs", "What was agreed with a household, and what it changes on our side.", "Adjustments", Roles.Needs, Roles.Welfare));
        builder.Services.AddSingleton<RecordAdjustment>().AddSingleton<WithdrawAdjustment>();
    }

    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder app)
    {
        // Those who look after needs, and the officer of a follow-up: no role for tenancies or arrears exists.
        var adjustments = app.MapGroup("/api/households/{householdRef}/adjustments").WithTags("Needs").ForSystems(Roles.Needs, Roles.Welfare);
        adjustments.MapGet("/", ShowAdjustmentsEndpoint.GetAsync);
        adjustments.MapPost("/", RecordAdjustmentEndpoint.PostAsync);
        adjustments.MapPost("/{adjustmentId:guid}/withdraw", WithdrawAdjustmentEndpoint.PostAsync);

        app.MapInternal("needs").MapPost("/{landlord}/who", TellWhoEndpoint.PostAsync);
        var asked = app.MapInternal("needs").MapGroup("/{landlord}/{householdRef}");
        asked.MapGet("/door", TellDoorEndpoint.GetAsync);
        asked.MapGet("/slots", TellSlotsEndpoint.GetAsync);
        asked.MapGet("/contact", TellContactEndpoint.GetAsync);
        asked.MapGet("/codes", TellCodesEndpoint.GetAsync);
        asked.MapPost("/harm", TellHarmEndpoint.PostAsync);
        asked.MapPost("/asked", KeepAskedEndpoint.PostAsync);
        asked.MapGet("/quiet", TellQuietEndpoint.GetAsync);
        asked.MapGet("/ring", TellRingEndpoint.GetAsync);
        asked.MapMethods("/contact", [HttpMethods.Put, HttpMethods.Post], KeepContactEndpoint.PutAsync);
    }
}
