namespace FederatedGateway.Demo.City;

/// <summary>
/// A made-up year of violence in a city of 360,000, and which agency came to know of what. Nobody in it exists.
/// </summary>
/// <remarks>
/// Published of Cardiff: 13,400 police records of violence (data.police.uk, a quarter of 2025 times four), 30 attendances at the emergency
/// department a week (Cardiff University, 23 June 2017), 23 % of them known to the police. Assumed: everything else, such as 600
/// ambulance calls, of which 22 % have a police record where they do not lead to an attendance, as 58 % do.
/// </remarks>
internal sealed class CityYear
{
    /// <summary>Areas, from the least deprived to the most.</summary>
    public const int Areas = 12;

    private const int Year = 2025;
    private const int PoliceRecords = 13_400;
    private const int Attendances = 1_560;
    private const int AmbulanceCalls = 600;
    private const int CouncilReports = 1_100;

    private static readonly (DayOfWeek Day, double Weight)[] Days =
    [
        (DayOfWeek.Monday, 10), (DayOfWeek.Tuesday, 10), (DayOfWeek.Wednesday, 10), (DayOfWeek.Thursday, 11),
        (DayOfWeek.Friday, 19), (DayOfWeek.Saturday, 25), (DayOfWeek.Sunday, 15),
    ];

    private static readonly (int Hour, double Weight)[] Hours =
        [.. Enumerable.Range(0, 24).Select(h => (h, h is >= 21 or < 3 ? 8.0 : h is >= 15 or < 5 ? 4.0 : 1.5))];

    private static readonly (string Code, double Weight)[] Methods =
    [
        ("fist", 52), ("sharp_object", 11), ("blunt_object", 10.5), ("feet", 7), ("other_body_part", 5), ("head", 3),
        ("glass", 3.5), ("gun", 0.4), ("other", 4.1), ("unknown", 3.5),
    ];

    private static readonly (string Code, double Weight)[] Locations =
    [
        ("street", 42), ("home", 28), ("licensed_premises", 12.5), ("workplace", 4), ("school", 3.5),
        ("transport", 3), ("other", 7),
    ];

    private readonly SeededRows random;
    private readonly List<Person> people = [];

    public CityYear(ulong seed)
    {
        random = new SeededRows(seed);
        Attended = [.. Enumerable.Range(0, Attendances).Select(_ => Happen())];
        Called = [.. Enumerable.Range(0, AmbulanceCalls).Select(i => random.Chance(0.58) ? Attended[(i * 2) + random.Below(2)] : Happen())];
        Incident[] both = [.. Attended.Where(_ => random.Chance(0.23)), .. Called.Except(Attended).Where(_ => random.Chance(0.22))];
        Recorded = [.. both, .. Enumerable.Range(0, PoliceRecords - both.Length).Select(_ => Happen())];
        Reported = [.. Enumerable.Range(0, CouncilReports).Select(i => random.Chance(0.3) ? Recorded[both.Length + (i * 8)] : Happen())];
    }

    /// <summary>What the police recorded.</summary>
    public IReadOnlyList<Incident> Recorded { get; }

    /// <summary>What the emergency department treated.</summary>
    public IReadOnlyList<Incident> Attended { get; }

    /// <summary>What ambulances were called to.</summary>
    public IReadOnlyList<Incident> Called { get; }

    /// <summary>What the council's wardens and cameras saw.</summary>
    public IReadOnlyList<Incident> Reported { get; }

    private Incident Happen()
    {
        Person victim = Someone();
        return new Incident(
            Moment(),
            victim,
            random.Pick(Methods),
            random.Pick(Locations));
    }

    // Repeat victims: 15 in 100 acts are against somebody who was hurt before in the year.
    private Person Someone()
    {
        if (people.Count > 0 && random.Chance(0.15))
        {
            return people[random.Below(people.Count)];
        }

        string sex = random.Pick([("male", 74.0), ("female", 25.0), ("unknown", 1.0)]);
        int age = random.Chance(0.55) ? 18 + random.Below(13) : Math.Min(90, 12 + (int)random.Exponential(22));
        // The most deprived of the areas sees five times the violence of the least deprived.
        int area = random.Pick([.. Enumerable.Range(0, Areas).Select(a => (a, 1 + (4.0 * a / (Areas - 1))))]);
        var person = new Person(people.Count, age, sex, area);
        people.Add(person);
        return person;
    }

    private DateTime Moment()
    {
        DayOfWeek day = random.Pick(Days);
        DateTime date = new DateTime(Year, 1, 1).AddDays(random.Below(365));
        date = date.AddDays((int)day - (int)date.DayOfWeek);
        date = date.Year < Year ? date.AddDays(7) : date.Year > Year ? date.AddDays(-7) : date;
        return date.AddHours(random.Pick(Hours)).AddMinutes(random.Below(60));
    }
}
