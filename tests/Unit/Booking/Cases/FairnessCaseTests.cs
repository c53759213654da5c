using Repairs.Booking;
using Repairs.Platform;
using Repairs.Tests.Support;

namespace Repairs.Tests.Unit.Booking.Cases;

/// <summary>Two households with the same work, home and stated needs: what went before at the door, and who they are, has no part in what they are offered.</summary>
public sealed class FairnessCaseTests
{
    private static readonly DateOnly First = new(2026, 11, 23);

    [Fact]
    [Trait("case", "63")]
    [Trait("case", "64")]
    [Trait("requirement", "3")]
    public void A_thousand_random_pairs_that_differ_only_in_what_went_before_and_who_they_are_get_identical_offers()
    {
        var settings = new BookingSettings();
        var offered = 0;
        for (var seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            var diaries = Enumerable.Range(1, 4).Select(i => DiaryOf(i, random)).ToList();
            var needs = NeedsOf(random);
            var now = LondonTime.Instant(First, new TimeOnly(random.Next(24), random.Next(60)));
            var (lat, lon) = (51.45 + random.NextDouble() * 0.1, -0.15 + random.NextDouble() * 0.1);
            var (minutes, wishes) = (random.Next(2, 12) * 10, WishesOf(random));
            var usual = random.Next(2) == 0 ? (long?)random.Next(1, 5) : null;

            // Never missed anybody; and missed again and again, declined, paused, another name, other words, a link replaced.
            var one = Household("H1", "Mrs Smith: the tap drips", declines: 0, paused: false, link: 1);
            var other = Household($"H{random.Next()}", "السيدة خان لا تتكلم الإنجليزية، تستخدم كرسيا متحركا", declines: random.Next(1, 9), paused: random.Next(2) == 0, link: random.Next(2, 9));

            var (first, second) = (Offered(one), Offered(other));
            Assert.Equal(first.All, second.All);
            Assert.Equal(first.Best, second.Best);
            offered += first.All.Count;

            RepairRow Household(string household, string words, int declines, bool paused, int link) => new()
            {
                Landlord = "demo", RepairId = Guid.NewGuid(), HouseholdRef = household, PropertyRef = "P" + household, Patch = "north", Trade = "plumbing", Description = words, Priority = "Routine",
                Minutes = minutes, People = 1, Status = "open", RaisedAt = now.AddDays(-declines), DueBy = now.AddDays(20), LinkVersion = link, Declines = declines, Address = "1 " + household, Lat = lat, Lon = lon,
                Paused = paused, UsualOperative = usual, WishesJson = WishesTextOf(wishes),
            };

            (List<string> All, List<string> Best) Offered(RepairRow repair)
            {
                var request = OfferRule.RequestFor([repair], needs, settings, now, First, First.AddDays(6), new HashSet<DateOnly>(), repair.Patch);
                var cells = Slots.Cells(diaries, request, settings);
                return ([.. ChoiceSet.All(cells).Select(Words)], [.. ChoiceSet.Best(cells, settings, LondonTime.DateOf(repair.DueBy)).Select(Words)]);
            }
        }

        Assert.True(offered > 10_000, $"only {offered} windows were offered in all");
    }

    private static string Words(PickedCell c) => $"{c.Cell.Date:yyyy-MM-dd} {c.Cell.From}–{c.Cell.To} from {c.Cell.Earliest:O}: {string.Join(", ", c.Why)}";

    private static Diary DiaryOf(int id, Random random)
    {
        var times = new List<WorkingTime>();
        var stops = new List<Stop>();
        for (var day = First; day < First.AddDays(7); day = day.AddDays(1))
        {
            times.Add(new WorkingTime(day, false, new TimeOnly(8, 0), new TimeOnly(random.Next(15, 21), 0)));
            for (var hour = 8; hour < 15; hour += 2)
            {
                if (random.Next(3) > 0)
                    stops.Add(new Stop(Day.On(day.ToString("yyyy-MM-dd", null), $"{hour:00}:00", $"{hour + 1:00}:00"), new Repairs.Booking.Home($"{id} {day} {hour}", 51.45 + random.NextDouble() * 0.1, -0.15 + random.NextDouble() * 0.1)) { PlaceId = stops.Count + 1 });
            }
        }

        return Day.Diary(id, times, [.. stops]);
    }

    private static SlotNeeds NeedsOf(Random random) => random.Next(3) == 0
        ? SlotNeeds.None
        : new SlotNeeds(random.Next(2) == 0 ? new TimeOnly(random.Next(8, 12), 0) : null, random.Next(2) == 0 ? new TimeOnly(random.Next(14, 19), 0) : null,
            random.Next(2) == 0 ? [First.AddDays(random.Next(7))] : [], random.Next(2) == 0, random.Next(2) == 0, random.Next(1, 4));

    private static Wishes WishesOf(Random random) => random.Next(2) == 0
        ? Wishes.None
        : new Wishes([new Exclusion([(DayOfWeek)random.Next(7)])], [new Preference(1, [(DayOfWeek)random.Next(7)])]);

    private static string WishesTextOf(Wishes wishes) => System.Text.Json.JsonSerializer.Serialize(wishes, Json.Options);
}
