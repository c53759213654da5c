using Repairs.Tests.Support;

namespace Repairs.Tests.Unit.Analytics;

/// <summary>A test against known answers that lie beside the repository; skipped, with the reason, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string path)
    {
        if (Repository.SharedData(path) is null)
            Skip = $"shared/data/{path} is not beside this checkout";
    }
}
