using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Repairs.Platform.Events;
using Repairs.Platform.Hosting;
using Repairs.Platform.Http;
using Repairs.Platform.Messaging;
using Repairs.Platform.Telemetry;
using Repairs.Platform.Time;
using Repairs.Platform.Work;

namespace Repairs.Platform;

/// <summary>Builds a process that runs some or all services: the same wiring on a laptop and in production.</summary>
public static class RepairsApp
{
    /// <summary>1 MB: what a body may hold unless its endpoint says otherwise.</summary>
    public const long BodyLimit = 1_000_000;

    /// <summary>Reads and checks the shared settings.</summary>
    /// <exception cref="SettingsException">A wrong setting, named in a sentence.</exception>
    public static PlatformSettings ReadSettings(IConfiguration configuration)
    {
        var settings = SettingsReader.Read<PlatformSettings>(configuration.GetSection("Repairs"), "Repairs", s => s.Faults());
        settings.ListenUrl = configuration["REPAIRS_URL"] ?? settings.ListenUrl;
        return settings;
    }

    /// <summary>Builds the application; it is not started.</summary>
    /// <param name="installed">Every service of this installation.</param>
    /// <param name="running">Those that run in this process.</param>
    public static WebApplication Build(WebApplicationBuilder builder, IReadOnlyList<IService> installed, IReadOnlyList<IService> running, Func<IReadOnlyList<IService>, EventCatalogue> catalogue)
    {
        var settings = ReadSettings(builder.Configuration);
        var services = builder.Services;
        builder.WebHost.UseUrls(settings.ListenUrl).UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = BodyLimit;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.None)
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("Microsoft.AspNetCore.StaticFiles", LogLevel.Error)
            .AddFilter("Microsoft.AspNetCore.Routing.EndpointRoutingMiddleware", LogLevel.Error)
            .AddFilter("Microsoft.AspNetCore.Mvc.Filters.RequestSizeLimitFilter", LogLevel.Error)
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error)
            .AddFilter("Npgsql", LogLevel.Warning)
            .AddFilter("MassTransit", LogLevel.Warning)
            .AddFilter("MassTransit.ReceiveTransport", LogLevel.Critical)
            .AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Host.UseDefaultServiceProvider(o => o.ValidateScopes = o.ValidateOnBuild = true);
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(15));

        services.AddSingleton(settings).AddSingleton(installed);
        services.AddSingleton(_ => new BusinessClock(BusinessClock.OfProcess(builder.Environment))).AddSingleton<TimeProvider>(p => p.GetRequiredService<BusinessClock>());
        services.AddHostedService<DatabaseClock>();
        services.AddSingleton(catalogue(installed)).AddSingleton<RelaySignals>().AddSingleton<UnitOfWorkParts>();
        services.AddSingleton<Failpoints>().AddSingleton<IEventSender, MassTransitSender>().AddSingleton<ErrorPageRunner>();
        services.ConfigureHttpJsonOptions(o => Json.Apply(o.SerializerOptions));
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddOpenApi();
        Identity.Add(services, settings, builder.Environment);
        ServiceCalls.Add(services, settings, installed);
        EventBus.Add(services, settings, running);
        TelemetrySetup.Add(services, builder.Logging, running);
        AddPages(services, running);
        foreach (var service in running)
            AddService(builder, service, settings);
        services.AddHostedService<Sweeper>();
        services.AddSingleton<Preparer>().AddHostedService(p => p.GetRequiredService<Preparer>());

        var app = builder.Build();
        Use(app, running, secure: !builder.Environment.IsDevelopment(), demo: settings.Demo && builder.Environment.IsDevelopment());
        return app;
    }

    /// <summary>What must be known before the first request: the demonstration's clock. Without it a process starts before its database is there, and says that it is not ready.</summary>
    public static Task PrepareAsync(WebApplication app, CancellationToken ct) =>
        app.Services.GetRequiredService<PlatformSettings>().Demo ? DemoClock.LoadAsync(app.Services, ct) : Task.CompletedTask;

    private static void AddService(WebApplicationBuilder builder, IService service, PlatformSettings settings)
    {
        var services = builder.Services;
        var type = typeof(Database<>).MakeGenericType(service.GetType());
        services.AddSingleton(service.GetType(), service);
        services.AddSingleton(type, p => Activator.CreateInstance(
            type, service, Database.SourceFor(settings, service, p.GetService<ILoggerFactory>()), p.GetRequiredService<UnitOfWorkParts>())!);
        services.AddSingleton(p => (Database)p.GetRequiredService(type));
        services.AddSingleton<IHostedService>(p => ActivatorUtilities.CreateInstance<Relay>(p, (Database)p.GetRequiredService(type)));
        services.AddSingleton(new DueWorkEntry(service, new ForgetOldAnswers()));
        foreach (var listen in service.Listens)
            services.AddSingleton(listen.Handler);
        service.Add(new ServiceBuilder(services, builder.Configuration, service));
    }

    /// <summary>Only the pages of the services that run here, and the platform's own.</summary>
    private static void AddPages(IServiceCollection services, IReadOnlyList<IService> running)
    {
        services.AddRazorPages(o => o.RootDirectory = "/")
            .AddMvcOptions(o => o.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true)
            .AddRazorPagesOptions(o => o.Conventions.ConfigureFilter(new Microsoft.AspNetCore.Mvc.AutoValidateAntiforgeryTokenAttribute()))
            .ConfigureApplicationPartManager(parts =>
            {
                parts.ApplicationParts.Clear();
                foreach (var assembly in running.Select(s => s.GetType().Assembly).Append(typeof(RepairsApp).Assembly).Distinct())
                {
                    parts.ApplicationParts.Add(new AssemblyPart(assembly));
                    parts.ApplicationParts.Add(new CompiledRazorAssemblyPart(assembly));
                }
            });
    }

    private static void Use(WebApplication app, IReadOnlyList<IService> running, bool secure, bool demo)
    {
        if (secure)
        {
            // Encryption ends at the landlord's own proxy; people always come by the public address, which is https.
            app.Use((context, next) =>
            {
                context.Request.Scheme = Uri.UriSchemeHttps;
                return next(context);
            });
        }

        app.UseMiddleware<RequestSpanMiddleware>();
        app.UseMiddleware<SecurityHeadersMiddleware>(secure);
        app.Use(next =>
        {
            app.Services.GetRequiredService<ErrorPageRunner>().Run = next;
            return next;
        });
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<NulMiddleware>();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseMiddleware<JsonOnlyMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.MapStaticAssets();
        app.MapRazorPages();
        app.MapOpenApi().AllowAnonymous();
        Health.Map(app);
        if (demo)
            DemoClock.Map(app);
        foreach (var service in running)
            service.Map(app);
    }
}
