using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Repairs.Platform;
using Repairs.Visits.Features.ShowConduct;

namespace Repairs.Visits.Features.KeepOnDevice;

/// <summary>
/// <c>GET /visits/worker.js</c>: the service worker, with the list of what it may keep (pages and files that are the same for everybody) and the build they
/// belong to in front. Another build is another file, so the browser takes it up by itself.
/// </summary>
internal static class WorkerEndpoint
{
    private static readonly string[] Pages = ["/visits/offline", "/visits/conduct"];

    private static readonly string[] WithVersion = ["/app.css", "/app.js", "/visits/device.js"];

    private static readonly string[] Plain =
    [
        "/favicon.svg", "/visits/app.webmanifest", "/visits/icon-192.png", "/visits/icon-512.png",
        "/visits/store.js", "/visits/send.js", "/visits/report.js", "/visits/photo.js", "/visits/distance.js", "/visits/evidence.js", "/visits/shell.js", "/visits/panel.js",
    ];

    public static IResult Get(HttpContext http, IFileVersionProvider versions)
    {
        string Versioned(string path) => versions.AddFileVersionToPath(http.Request.PathBase, path);
        string[] kept = [.. Pages, .. WithVersion.Select(Versioned), .. Plain];
        var source = Source();
        var build = Build([source, Conduct.Version, .. kept, .. Plain.Select(Versioned), Module(typeof(VisitsService)), Module(typeof(Database))]);
        http.Response.Headers["Service-Worker-Allowed"] = "/visits";
        http.Response.Headers.CacheControl = "no-cache";
        return Results.Text($"const BUILD = '{build}';\nconst KEPT = {JsonSerializer.Serialize(kept)};\n{source}", "text/javascript", Encoding.UTF8);
    }

    private static string Build(IEnumerable<string> parts) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts)))[..8]);

    private static string Module(Type type) => type.Module.ModuleVersionId.ToString("N", CultureInfo.InvariantCulture);

    private static string Source()
    {
        using var file = new StreamReader(typeof(WorkerEndpoint).Assembly.GetManifestResourceStream("Repairs.Visits.Features.KeepOnDevice.worker.js")!);
        return file.ReadToEnd();
    }
}
