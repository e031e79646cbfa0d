using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace FederatedGateway.Demo.City;

/// <summary>Writes each agency's rows as that agency would keep them: own columns, own codes, own numbers for the same persons.</summary>
internal static class AgencyFiles
{
    private static readonly string[] Methods =
        ["fist", "sharp_object", "blunt_object", "feet", "other_body_part", "head", "glass", "gun", "other", "unknown"];

    // What a caller is heard to say of each method.
    private static readonly string[] Complaints =
        ["Assault", "Stab/gunshot", "Assault", "Assault", "Sexual assault", "Unconscious", "Haemorrhage", "Stab/gunshot", "Injuries", "Assault"];

    private static readonly string[] Locations = ["street", "home", "licensed_premises", "workplace", "school", "transport", "other"];

    private static readonly string[] AreaNames =
    [
        "Highfield", "University", "Long Common", "Orchard Park", "Riverside", "Castle Quarter",
        "Market Cross", "Mill Lane", "Harbour", "Foundry", "East Moors", "Saltmarsh",
    ];

    /// <summary>A police force's occurrences, gzipped.</summary>
    public static void Police(string folder, CityYear year, SeededRows random)
    {
        string[] weapons = ["PHYSICAL", "KNIFE", "BLUNT", "KICK", "BODY", "HEADBUTT", "GLASS", "FIREARM", "OTHER", "NOT KNOWN"];
        string[] places = ["PUBLIC", "DWELLING", "LICENSED", "WORK", "EDUCATION", "TRANSPORT", "OTHER"];
        using var writer = new StreamWriter(new GZipStream(File.Create(Path.Combine(folder, "occurrences.csv.gz")), CompressionLevel.Fastest), Encoding.UTF8);
        writer.WriteLine("crime_ref,committed_from,offence,weapon,place,beat,patch,victim_ref,victim_age,victim_sex,outcome");
        foreach ((Incident act, int i) in year.Recorded.Select((a, i) => (a, i)))
        {
            string offence = random.Pick([("COMMON", 56.0), ("INJURY", 38.0), ("SERIOUS", 2.0), ("WEAPON", 4.0)]);
            string outcome = random.Pick([("NO SUSPECT", 30.0), ("EVIDENTIAL", 45.0), ("CHARGED", 9.0), ("OOCR", 4.0), ("OPEN", 12.0)]);
            string sex = act.Victim.Sex[..1].ToUpperInvariant();
            Write(writer, ',', $"C{i:D6}", Iso(act.At), offence, Own(weapons, Methods, act.Method), Own(places, Locations, act.Location),
                Text($"B{act.Victim.Area + 1:D2}"), Text($"{act.Victim.SmallArea}"), Pseudonym('V', act.Victim), Text($"{act.Victim.Age}"), sex, outcome);
        }
    }

    /// <summary>An emergency department's attendances, with semicolons.</summary>
    public static void EmergencyDepartment(string folder, CityYear year, SeededRows random)
    {
        string[] mechanisms = ["Fist", "Sharp", "Blunt", "Kicked", "Body", "Head", "Glass or bottle", "Gun", "Other", "Not known"];
        string[] places = ["Street", "Home", "Pub or club", "Workplace", "School", "Transport", "Elsewhere"];
        using var writer = new StreamWriter(Path.Combine(folder, "attendances.csv"));
        writer.WriteLine("attendance;patient;arrived;assaulted_at;mechanism;place;area;zone;patient_age;gender;disposal;wait_minutes");
        foreach ((Incident act, int i) in year.Attended.Select((a, i) => (a, i)))
        {
            // Admission is about four times likelier in the most deprived area than in the least.
            double admitted = 4 + (12.0 * act.Victim.Area / (CityYear.Areas - 1));
            string disposal = random.Pick([("Ward", admitted), ("Home", 60.0), ("Clinic", 18.0), ("Left", 7.0), ("Other hospital", 1.0)]);
            DateTime arrived = act.At.AddMinutes(20 + random.Below(100));
            arrived = arrived.Year == act.At.Year ? arrived : act.At;
            string gender = act.Victim.Sex switch { "male" => "Male", "female" => "Female", _ => "Other" };
            Write(writer, ';', $"A{i:D5}", Pseudonym('P', act.Victim), Iso(arrived), Iso(act.At), Own(mechanisms, Methods, act.Method),
                Own(places, Locations, act.Location), AreaNames[act.Victim.Area], Text($"{act.Victim.SmallArea}"), Text($"{act.Victim.Age}"), gender, disposal,
                Text($"{Math.Min(720, (int)random.Exponential(75))}"));
        }
    }

    /// <summary>An ambulance service's calls.</summary>
    public static void Ambulance(string folder, CityYear year, SeededRows random)
    {
        string[] injuries = ["FIS", "SHA", "BLU", "KIC", "BOD", "HEA", "GLA", "GUN", "OTH", "UNK"];
        string[] scenes = ["ST", "HO", "LP", "WO", "SC", "TR", "OT"];
        using var writer = new StreamWriter(Path.Combine(folder, "calls.csv"));
        writer.WriteLine("call,patient,call_time,complaint,injury,scene,grid,cell,age_years,sex,category,conveyed,response_seconds");
        foreach ((Incident act, int i) in year.Called.Select((a, i) => (a, i)))
        {
            string category = random.Pick([("C1", 12.0), ("C2", 55.0), ("C3", 28.0), ("C4", 5.0)]);
            string sex = act.Victim.Sex switch { "male" => "1", "female" => "2", _ => "9" };
            // One patient in twelve is not identified.
            string patient = random.Chance(1 / 12.0) ? "" : Pseudonym('N', act.Victim);
            Write(writer, ',', $"E{i:D5}", patient, Iso(act.At), Own(Complaints, Methods, act.Method), Own(injuries, Methods, act.Method), Own(scenes, Locations, act.Location),
                Text($"G{(act.Victim.Area + 1) * 7 % 97:D2}"), Text($"{act.Victim.SmallArea}"), Text($"{act.Victim.Age}"), sex, category, random.Chance(0.62) ? "Y" : "N",
                Text($"{Math.Min(14_000, 180 + (int)random.Exponential(700))}"));
        }
    }

    /// <summary>A council's warden and CCTV reports; most persons on camera are not known.</summary>
    public static void Council(string folder, CityYear year, SeededRows random)
    {
        string[] seen = ["punching", "knife seen", "object used", "kicking", "grappling", "head butt", "bottle or glass", "gun seen", "other", "not clear"];
        string[] places = ["street", "housing", "pub", "work", "school", "bus or train", "other"];
        using var writer = new StreamWriter(Path.Combine(folder, "reports.csv"));
        writer.WriteLine("report,source,person_tag,seen_on,seen_at,what,place,ward,part,apparent_age,apparent_sex,action");
        foreach ((Incident act, int i) in year.Reported.Select((a, i) => (a, i)))
        {
            string source = random.Chance(0.6) ? "camera" : "warden";
            string tag = source == "camera" && random.Chance(0.8) ? "" : Pseudonym('T', act.Victim);
            string sex = act.Victim.Sex is "male" or "female" ? act.Victim.Sex[..1] : "";
            string action = random.Pick([("police called", 40.0), ("none", 30.0), ("advice", 20.0), ("warning", 10.0)]);
            Write(writer, ',', $"R{i:D5}", source, tag, act.At.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
                act.At.ToString("HH:mm", CultureInfo.InvariantCulture), Own(seen, Methods, act.Method), Own(places, Locations, act.Location),
                AreaNames[act.Victim.Area].ToLowerInvariant(), Text($"{act.Victim.SmallArea}"), Text($"{act.Victim.Age}"), sex, action);
        }
    }

    private static void Write(StreamWriter writer, char delimiter, params string[] fields) => writer.WriteLine(string.Join(delimiter, fields));

    private static string Own(string[] own, string[] codes, string code) => own[Array.IndexOf(codes, code)];

    private static string Iso(DateTime at) => at.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    // The same person has an unrelated number at each agency: agencies cannot link their records, and neither can a reader.
    private static string Pseudonym(char agency, Person person) =>
        Text($"{agency}{unchecked(((uint)person.Number * 2654435761u) ^ ((uint)agency * 40503u)):x8}");
}
