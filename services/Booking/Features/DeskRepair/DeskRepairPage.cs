using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform;

namespace Repairs.Booking;

/// <summary>A page of the desk about one repair. Another landlord's repair is as unknown as one that never was.</summary>
internal abstract class DeskRepairPage : DeskPage
{
    [FromRoute]
    public Guid RepairId { get; set; }

    public DeskRepairView Repair { get; private set; } = null!;

    public RepairKey Key => new(Caller.Landlord, RepairId);

    /// <summary>Business time at this request.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>"/desk/repairs/{id}".</summary>
    public string Home => $"/desk/repairs/{RepairId}";

    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        Now = services.GetRequiredService<BusinessClock>().GetUtcNow();
        DeskRepairView? found;
        await using (var connection = await services.GetRequiredService<Database<BookingService>>().OpenAsync(context.HttpContext.RequestAborted))
            found = await DeskRepairSql.FindAsync(connection, Caller.Landlord, RepairId, context.HttpContext.RequestAborted);

        if (found is null)
        {
            context.Result = NotFound();
            return;
        }

        Repair = found;
        ViewData["Back"] = Home;
        await base.OnPageHandlerExecutionAsync(context, next);
    }
}
