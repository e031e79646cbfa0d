namespace FederatedGateway.Demo.City;

/// <summary>A made-up city's police force, emergency department, ambulance service and council.</summary>
public static class CityPlan
{
    private const ulong Seed = 20_250_101;

    /// <summary>The agreement's terms in the demo.</summary>
    public const string Terms = """
        privacy:
          unit: person
          window: calendar-year
          population: overlapping
          budget: { epsilon: 8, delta: 1e-6 }
          perAnalyst: { epsilon: 8 }
          perQuery: { maxEpsilon: 2 }
          k: 10
          kRule: selection
          noise: gaussian
          combine: per-agency
          minimumAgencies: 1
          disclosureProfile: none
        queries:
          templates:
            - id: violence-by-month
              sql: SELECT month, COUNT(DISTINCT person) AS people FROM violence WHERE month BETWEEN @from AND @to GROUP BY month
          adHoc:
            datasets: [violence, ed_assaults, ambulance_assaults, police_violence, council_context]
            measures: [count, count_distinct, sum, average, variance, deviation, quantile, histogram]
            dimensions: [month, arrival_weekday, arrival_hour, weekday, part_of_day, hour, method, mpds_group, location_type, area, small_area, age_band, sex, disposal, wait_minutes, response_minutes, priority, conveyed, offence_class, outcome, report_type, action]
            maxCells: 5000
          otherwise: refuse
        release: { audience: [partners], publicRegister: true }
        """;

    private static readonly Kind[] Kinds =
    [
        new("police", "Police (made up)", AgencyLaw.Police, ["police-violence.yaml", "police-own.yaml"], AgencyFiles.Police,
            Table("occurrences", ("committed_from", "timestamp"), ("victim_age", "smallint"))),
        new("emergency-department", "Emergency department (made up)", AgencyLaw.Depersonalised, ["ed-violence.yaml", "ed-own.yaml"], AgencyFiles.EmergencyDepartment,
            Table("attendances", ("arrived", "timestamp"), ("assaulted_at", "timestamp"), ("patient_age", "smallint"), ("wait_minutes", "integer"))),
        new("ambulance", "Ambulance service (made up)", AgencyLaw.Depersonalised, ["ambulance-violence.yaml", "ambulance-own.yaml"], AgencyFiles.Ambulance,
            Table("calls", ("call_time", "timestamp"), ("age_years", "smallint"), ("response_seconds", "integer"))),
        new("council", "Council (made up)", AgencyLaw.Depersonalised, ["council-violence.yaml", "council-own.yaml"], AgencyFiles.Council,
            Table("reports", ("apparent_age", "smallint"))),
    ];

    /// <summary>Makes the plan.</summary>
    /// <param name="agencies">How many agencies; beyond four there is a second police force, a second emergency department and so on.</param>
    /// <param name="terms">Other terms than <see cref="Terms"/>; for tests and benchmarks.</param>
    public static FederationPlan Create(int agencies = 4, string? terms = null) => new(
        "violence-prevention-demo",
        "Violence prevention in a made-up city",
        Pack.Json("dictionaries/uk-violence.yaml"),
        [.. Enumerable.Range(0, agencies).Select(Agency)],
        terms ?? Terms,
        "SELECT weekday, COUNT(DISTINCT person) AS people, COUNT(*) AS incidents FROM violence GROUP BY weekday",
        "Every agency, person and row here is synthetic: made up by a seeded generator.");

    private static AgencyPlan Agency(int index)
    {
        Kind kind = Kinds[index % Kinds.Length];
        int round = index / Kinds.Length;
        string suffix = round == 0 ? "" : FormattableString.Invariant($"-{round + 1}");
        return new AgencyPlan(
            kind.PartyId + suffix,
            kind.Title + suffix.Replace('-', ' '),
            kind.Law,
            kind.Mappings.ToDictionary(m => m, m => Pack.Text($"mappings/demo/{m}")),
            // Each round is a city of its own: all agencies of a round know parts of the same year.
            folder => kind.Write(folder, new CityYear(Seed + (ulong)round), new SeededRows(Seed + 1000 + (ulong)index)),
            kind.Table);
    }

    private static AgencyTable Table(string name, params (string Column, string Type)[] types) =>
        new(name, types.ToDictionary(column => column.Column, column => column.Type));

    private sealed record Kind(string PartyId, string Title, AgencyLaw Law, string[] Mappings, Action<string, CityYear, SeededRows> Write, AgencyTable Table);
}
