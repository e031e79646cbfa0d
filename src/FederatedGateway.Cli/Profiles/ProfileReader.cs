using FederatedGateway.Agreements;
using System.Text.Json;
using FederatedGateway.Evidence;

namespace FederatedGateway.Cli.Profiles;

/// <summary>Finds and reads fedgate.json. All errors of a file are reported at once.</summary>
internal sealed class ProfileReader
{
    private const string FileName = "fedgate.json";
    private const string Variable = "FEDGATE_PROFILE";

    private static readonly string[] Members =
    [
        "gateway", "serverName", "authority", "certificate", "key", "token", "analyst", "signingKey", "passphraseFile", "agreement", "officerKeys",
    ];

    private readonly List<string> errors = [];
    private readonly string folder;
    private readonly JsonElement root;

    private ProfileReader(string folder, JsonElement root)
    {
        this.folder = folder;
        this.root = root;
    }

    /// <summary>Reads the profile that is named, else the one of FEDGATE_PROFILE, else fedgate.json in the current folder.</summary>
    /// <param name="named">A file or its folder; null if none is named.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="CliFailure">There is none, or it has errors.</exception>
    internal static Profile Read(string? named, Func<string, string?> environment)
    {
        var file = Find(named, environment);
        var text = TextFile.Read(file, "profile");
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return new ProfileReader(Path.GetDirectoryName(Path.GetFullPath(file))!, document.RootElement).ReadMembers(file);
        }
        catch (JsonException broken)
        {
            throw CliFailure.NotUnderstood($"{file} is not JSON: {broken.Message}", "docs/cli.md shows a profile.");
        }
    }

    private static string Find(string? named, Func<string, string?> environment)
    {
        var place = named ?? (environment(Variable) is { Length: > 0 } variable ? variable : FileName);
        var file = Directory.Exists(place) ? Path.Combine(place, FileName) : place;
        if (!System.IO.File.Exists(file))
        {
            throw CliFailure.NotUnderstood(
                $"There is no profile at {Path.GetFullPath(file)}.",
                $"Name one with --profile FILE or {Variable}, or run fedgate in a folder with {FileName}. docs/cli.md shows one.");
        }

        return file;
    }

    private Profile ReadMembers(string file)
    {
        RefuseUnknownMembers();
        var gateway = Address();
        var profile = new Profile
        {
            File = file,
            Gateway = gateway,
            ServerName = Optional("serverName") ?? gateway.Host,
            Authority = ExistingFile(Required("authority", "the PEM file of the federation's certificate authority")),
            Certificate = OptionalFile("certificate"),
            Key = OptionalFile("key"),
            Token = Optional("token"),
            Analyst = Required("analyst", "your id in the agreement"),
            SigningKey = ExistingFile(Required("signingKey", "the PEM file of the key you sign questions with")),
            PassphraseFile = OptionalFile("passphraseFile"),
            Agreement = Optional("agreement") ?? string.Empty,
            OfficerKeys = OfficerKeys(),
        };
        CheckCredentials(profile);
        return errors.Count == 0
            ? profile
            : throw CliFailure.NotUnderstood($"{file} cannot be used:\n" + string.Join('\n', errors.Select(error => "  - " + error)), "docs/cli.md shows a profile.");
    }

    private void RefuseUnknownMembers()
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            errors.Add("it must hold one JSON object");
            return;
        }

        foreach (var member in root.EnumerateObject().Where(member => !Members.Contains(member.Name, StringComparer.Ordinal)))
        {
            errors.Add($"\"{member.Name}\" is not known; known are {string.Join(", ", Members)}");
        }
    }

    private Uri Address()
    {
        var text = Required("gateway", "the gateway's address, such as https://gateway.example:7443");
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps)
        {
            return address;
        }

        if (text.Length > 0)
        {
            errors.Add($"\"gateway\" is \"{text}\"; it must begin with https:// and name a host");
        }

        return new Uri("https://invalid.invalid");
    }

    private string? Optional(string name)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        errors.Add($"\"{name}\" must be text");
        return null;
    }

    private string Required(string name, string meaning)
    {
        var value = Optional(name);
        if (string.IsNullOrWhiteSpace(value))
        {
            errors.Add($"\"{name}\" is missing: {meaning}");
            return string.Empty;
        }

        return value;
    }

    private string? OptionalFile(string name) => Optional(name) is { Length: > 0 } path ? ExistingFile(path) : null;

    private string ExistingFile(string path)
    {
        var full = Path.GetFullPath(path, folder);
        if (path.Length > 0 && !System.IO.File.Exists(full))
        {
            errors.Add($"the file {full} does not exist");
        }

        return full;
    }

    private List<OfficerPin> OfficerKeys()
    {
        var keys = new List<OfficerPin>();
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("officerKeys", out var list)
            || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            errors.Add("\"officerKeys\" is missing: the public keys of the officers whose signatures you believe, as \"PARTY=KEY\" (\"police=p256:...\")");
            return keys;
        }

        foreach (var item in list.EnumerateArray())
        {
            var text = item.ValueKind == JsonValueKind.String ? item.GetString() : item.GetRawText();
            if (OfficerPin.TryParse(text, out var key))
            {
                keys.Add(key);
            }
            else
            {
                errors.Add($"\"officerKeys\" holds \"{text}\", which is not a party's public key (\"police=p256:...\", the key as `fedgate keys show FILE` prints it)");
            }
        }

        return keys;
    }

    private void CheckCredentials(Profile profile)
    {
        if (profile.Certificate is null != profile.Key is null)
        {
            errors.Add("\"certificate\" and \"key\" belong together");
        }
        else if (profile.Certificate is null && string.IsNullOrEmpty(profile.Token))
        {
            errors.Add("the gateway must know you: give \"certificate\" and \"key\", or \"token\"");
        }
    }
}
