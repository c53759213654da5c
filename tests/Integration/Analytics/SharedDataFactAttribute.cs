using Repairs.Tests.Support;

namespace Repairs.Tests.Integration.Analytics;

/// <summary>A test on real data that lies beside the repository; skipped, with the reason, where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string path)
    {
        if (Repository.SharedData(path) is null)
            Skip = $"shared/data/{path} is not beside this checkout";
    }
}
