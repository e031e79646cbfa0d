using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Demo.Police;

/// <summary>A federation of the police forces whose data.police.uk street-level files lie in a folder, as published.</summary>
public static partial class StreetCrimePlan
{
    private const string Terms = """
        privacy:
          unit: incident
          window: calendar-year
          population: disjoint
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
            - id: offences-by-month
              sql: SELECT month, COUNT(*) AS offences FROM police_offences WHERE month BETWEEN @from AND @to GROUP BY month
          adHoc: { datasets: [police_offences], measures: [count, count_distinct], dimensions: [month, crime_type, outcome, council_area, msoa, lsoa], maxCells: 20000 }
          otherwise: refuse
        release: { audience: [partners], publicRegister: true }
        """;

    /// <summary>Makes the plan from what is in the folder: one agency for each force.</summary>
    /// <param name="folder">Holds files named YYYY-MM-FORCE-street.csv or .csv.gz, in folders by month or not.</param>
    /// <exception cref="StartupException">There is no such folder, or no such file in it.</exception>
    public static FederationPlan Of(string folder)
    {
        StreetFile[] files = Find(folder);
        string[] months = [.. files.Select(f => f.Month).Distinct().Order(StringComparer.Ordinal)];
        return new FederationPlan(
            "police-street-crime",
            "Street-level crime of several police forces",
            Dictionary(months[0], months[^1]),
            [.. files.GroupBy(f => f.Force).OrderBy(g => g.Key, StringComparer.Ordinal).Select(Agency)],
            Terms,
            "SELECT month, crime_type, COUNT(*) AS offences FROM police_offences GROUP BY month, crime_type",
            $"Street-level crime as published by {files.Select(f => f.Force).Distinct().Count()} police forces on data.police.uk, {months[0]} to {months[^1]} (Open Government Licence v3).");
    }

    private static StreetFile[] Find(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new StartupException($"There is no folder {folder}. Name one that holds data.police.uk street files.", ExitCodes.Configuration);
        }

        StreetFile[] files =
        [
            .. from path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
               let name = FileName().Match(Path.GetFileName(path))
               where name.Success
               orderby path
               select new StreetFile(Path.GetFullPath(path), name.Groups["month"].Value, name.Groups["force"].Value),
        ];
        return files.Length > 0
            ? files
            : throw new StartupException(
                $"No file in {folder} is named like 2025-01-gwent-street.csv or 2025-01-gwent-street.csv.gz, as data.police.uk names them.", ExitCodes.Configuration);
    }

    private static byte[] Dictionary(string from, string until)
    {
        JsonNode dictionary = JsonNode.Parse(Pack.Json("dictionaries/police-uk.yaml"))!;
        JsonNode month = dictionary["datasets"]!["police_offences"]!["columns"]!.AsArray().First(c => (string?)c!["name"] == "month")!;
        month["from"] = from;
        month["until"] = until;
        return CanonicalJson.Serialize(dictionary);
    }

    private static AgencyPlan Agency(IGrouping<string, StreetFile> force)
    {
        JsonNode mapping = JsonNode.Parse(Pack.Json("mappings/police-uk-street.yaml"))!;
        mapping["source"]!["files"] = new JsonArray([.. force.Select(f => JsonValue.Create(f.Path))]);
        // JSON is YAML; the mapping names the published files where they lie, and nothing is copied.
        string text = mapping.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true });
        return new AgencyPlan(
            $"{force.Key}-police", $"{force.Key} police", AgencyLaw.Published, new Dictionary<string, string> { ["police_offences.mapping.yaml"] = text }, _ => { },
            new AgencyTable("street_crime", new Dictionary<string, string>()));
    }

    [GeneratedRegex("^(?<month>[0-9]{4}-[0-9]{2})-(?<force>[a-z-]+)-street\\.csv(\\.gz)?$", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    private sealed record StreetFile(string Path, string Month, string Force);
}
