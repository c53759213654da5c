using System.Globalization;
using Repairs.Tests.Support;

namespace Repairs.Bench.Booking;

/// <summary>Milliseconds of processor time that the parts of a system have had so far: what a booking takes, whoever else wants the machine.</summary>
internal sealed record Processor(double Host, double Database, double Broker)
{
    private const double TicksASecond = 100; // USER_HZ, the same on every Linux
    private const int User = 11; // utime, then stime, cutime, cstime: fields 14 to 17 of /proc/<pid>/stat, counted from the one after the name

    public double All => Host + Database + Broker;

    public static Processor operator -(Processor now, Processor then) => new(now.Host - then.Host, now.Database - then.Database, now.Broker - then.Broker);

    public override string ToString() => Figures.Text($"Host {Figures.Ms(Host)} + PostgreSQL {Figures.Ms(Database)} + RabbitMQ {Figures.Ms(Broker)}");

    public Processor Each(int times) => new(Host / times, Database / times, Broker / times);

    public static Processor Of(RepairsSystem system)
    {
        var all = Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var id) ? Read(id) : null).OfType<Row>().ToList();
        var server = all.FirstOrDefault(r => r.Name == "postgres" && r.Command.Contains(Path.Combine(Repository.Root, ".servers"), StringComparison.Ordinal));
        return new(
            all.Where(r => system.ProcessIds.Contains(r.Id)).Sum(r => r.Own),
            server is null ? 0 : server.Own + server.Ended + all.Where(r => r.Parent == server.Id).Sum(r => r.Own),
            all.Where(r => r.Name == "beam.smp" && r.Command.Contains(Path.Combine(Repository.Root, ".servers"), StringComparison.Ordinal)).Sum(r => r.Own));
    }

    private static Row? Read(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var rest = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            double Field(int i) => long.Parse(rest[i], CultureInfo.InvariantCulture) / TicksASecond * 1000;
            return new Row(
                id, int.Parse(rest[1], CultureInfo.InvariantCulture), stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..stat.LastIndexOf(')')],
                File.ReadAllText($"/proc/{id}/cmdline"), Field(User) + Field(User + 1), Field(User + 2) + Field(User + 3));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // ended meanwhile
        }
    }

    /// <param name="Own">Its own time.</param>
    /// <param name="Ended">That of children that have ended.</param>
    private sealed record Row(int Id, int Parent, string Name, string Command, double Own, double Ended);
}
