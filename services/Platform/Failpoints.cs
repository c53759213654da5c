using Microsoft.Extensions.Hosting;

namespace Repairs.Platform;

/// <summary>
/// Places where a test may end the process, to prove that nothing is lost there. Set <c>REPAIRS_FAILPOINT=name:n</c>: the process dies at the n-th
/// passage, or with <c>name-schema:n</c> at the n-th of that service. Read in Development only.
/// </summary>
public sealed class Failpoints
{
    private readonly string? _name;
    private int _left;

    /// <summary>Reads the setting.</summary>
    public Failpoints(IHostEnvironment environment)
    {
        var set = environment.IsDevelopment() ? Environment.GetEnvironmentVariable("REPAIRS_FAILPOINT") : null;
        if (set?.Split(':') is [var name, var count] && int.TryParse(count, out _left))
            _name = name;
    }

    /// <summary>Ends the process here, where a test asked for it.</summary>
    /// <param name="schema">Whose work it is, where services share the place.</param>
    public void Reach(string name, string? schema = null)
    {
        if (_name is not null && (name == _name || (schema is not null && $"{name}-{schema}" == _name)) && Interlocked.Decrement(ref _left) == 0)
            System.Diagnostics.Process.GetCurrentProcess().Kill();
    }
}
