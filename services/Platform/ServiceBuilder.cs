using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Repairs.Platform.Work;

namespace Repairs.Platform;

/// <summary>What a service may register: its own parts, its due work, its settings.</summary>
public sealed class ServiceBuilder(IServiceCollection services, IConfiguration configuration, IService service)
{
    /// <summary>The container.</summary>
    public IServiceCollection Services => services;

    /// <summary>The section <c>Repairs:&lt;service&gt;</c>.</summary>
    public IConfiguration Configuration => configuration.GetSection($"Repairs:{service.Name}");

    /// <summary>Adds work that is called soon after it becomes due.</summary>
    public ServiceBuilder DueWork<TWork>()
        where TWork : class, IDueWork
    {
        services.AddSingleton<TWork>();
        services.AddSingleton(p => new DueWorkEntry(service, p.GetRequiredService<TWork>()));
        return this;
    }

    /// <summary>Adds what is read before the process says that it is ready.</summary>
    public ServiceBuilder Prepares<TPreparation>()
        where TPreparation : class, IPreparation
    {
        services.AddSingleton<IPreparation>(p => p.GetRequiredService<TPreparation>());
        return this;
    }

    /// <summary>
    /// Binds the section <c>Repairs:&lt;service&gt;</c> to <typeparamref name="TSettings"/> and checks it now:
    /// a wrong setting stops the start with a sentence naming it.
    /// </summary>
    public TSettings Settings<TSettings>(Func<TSettings, IEnumerable<string>> faults)
        where TSettings : class, new()
    {
        var settings = SettingsReader.Read<TSettings>(Configuration, $"Repairs:{service.Name}", faults);
        services.AddSingleton(settings);
        return settings;
    }
}
