using System.Globalization;
using System.Text;

namespace Repairs.Platform;

/// <summary>Writes the nginx configuration of the front door from the services' own path prefixes, for roles that run apart.</summary>
public static class FrontDoor
{
    /// <summary>A <c>server</c> block's locations: the most specific prefix wins; private calls and the services' own health never pass.</summary>
    public static string Write(IReadOnlyList<IService> services, PlatformSettings settings)
    {
        var text = new StringBuilder();
        foreach (var service in services)
        {
            var url = new Uri(settings.ServiceUrls.GetValueOrDefault(service.Name, $"http://{service.Name.ToLowerInvariant()}:8080"));
            text.Append(CultureInfo.InvariantCulture, $$"""
                upstream {{service.Name.ToLowerInvariant()}} { server {{url.Authority}}; keepalive 16; }

                """);
        }

        var listen = new Uri(settings.PublicUrl);
        text.Append(CultureInfo.InvariantCulture, $$"""
            server {
              listen {{listen.Host switch { "127.0.0.1" or "localhost" => "127.0.0.1:", _ => "" }}}{{listen.Port}};
              client_max_body_size 4g;
              proxy_http_version 1.1;
              proxy_request_buffering off;
              proxy_set_header Connection "";
              proxy_set_header Host $http_host;
              proxy_set_header X-Forwarded-Proto $scheme;
              access_log off;
              location ~* ^/internal(/|$) { return 404; }

            """);
        foreach (var (path, service) in services.SelectMany(s => s.Paths.Select(p => (p, s))).OrderByDescending(r => Weight(r.p)))
            text.Append(CultureInfo.InvariantCulture, $$"""  location {{Match(path)}} { proxy_pass http://{{service.Name.ToLowerInvariant()}}; }""").Append('\n');
        return text.Append("}\n").ToString();
    }

    /// <summary>nginx takes the first regular expression that matches, so more segments come first, and literal ones before <c>*</c>.</summary>
    private static int Weight(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Sum(s => s == "*" ? 10 : 11);

    private static string Match(string path) =>
        path == "/" ? "/" : $"~ ^{path.Replace("*", "[^/]+", StringComparison.Ordinal)}(/|$)";
}
