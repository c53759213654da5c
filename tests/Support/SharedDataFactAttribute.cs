using Xunit;

namespace Repairs.Tests.Support;

/// <summary>A fact that needs real data lying beside the repository; skipped with a message where it is absent.</summary>
public sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string path)
    {
        if (Repository.SharedData(path) is null)
            Skip = $"shared/data/{path} does not lie beside the repository";
    }
}
