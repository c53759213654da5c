namespace Repairs.Tests.Support;

/// <summary>Where the repository is, and the data that lies beside it.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release: as this test was built.</summary>
    public static string Configuration { get; } = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    public static string HostDll => Path.Combine(Root, "services", "Host", "bin", Configuration, "net10.0", "Repairs.Host.dll");

    /// <summary>A file or folder under <c>shared/data</c> beside or above the repository; null where it is absent.</summary>
    public static string? SharedData(string path)
    {
        for (var folder = new DirectoryInfo(Root); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "shared", "data", path);
            if (File.Exists(found) || Directory.Exists(found))
                return found;
        }

        return null;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Repairs.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("Repairs.sln was not found above the tests");
    }
}
