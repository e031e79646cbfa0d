using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.Queries;
using FederatedGateway.ServiceDefaults;

namespace FederatedGateway.Demo;

/// <summary>The folder of a local federation: keys, certificates, the signed agreement and each host's configuration.</summary>
/// <remarks>
/// Signing keys, the agreement, rows and the hosts' state are made once and kept, so that a federation started again has the
/// same ledgers. Certificates are of a new private authority at every start.
/// </remarks>
/// <param name="root">The folder.</param>
/// <param name="plan">What the federation consists of.</param>
/// <param name="inPostgres">Whether the agencies keep their rows in PostgreSQL.</param>
internal sealed class FederationFolder(string root, FederationPlan plan, bool inPostgres)
{
    /// <summary>The analyst's id.</summary>
    public const string Analyst = "a.jones";

    private static readonly System.Text.Json.JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>The folder of one host or person.</summary>
    public string Of(string name) => Path.Combine(root, name);

    /// <summary>Makes what is not here yet.</summary>
    /// <exception cref="StartupException">The folder holds another federation.</exception>
    public void Prepare(TimeProvider time)
    {
        string agreement = Path.Combine(root, "agreement.dsse.json");
        if (Directory.Exists(root) && !File.Exists(agreement) && Directory.EnumerateFileSystemEntries(root).Any(e => !Path.GetFileName(e).StartsWith("federatedgateway.", StringComparison.Ordinal)))
        {
            throw new StartupException($"{root} is not empty and holds no federation. Name an empty folder with --folder.", ExitCodes.Configuration);
        }

        if (!File.Exists(agreement))
        {
            WriteKeysAndRows();
            WriteAgreement(agreement, time);
        }
        else if (AgreementOf(agreement).Id != plan.Id || AgreementOf(agreement).DictionaryHash.ToString() != DataDictionary.Read(plan.Dictionary).Hash)
        {
            throw new StartupException($"{root} holds another federation ({AgreementOf(agreement).Id}). Name another folder with --folder.", ExitCodes.Configuration);
        }

        if (plan.Agencies.SelectMany(Mappings).Any(mapping => AgencyDatabase.IsMappedBy(File.ReadAllText(mapping)) != inPostgres))
        {
            throw new StartupException(
                $"{root} holds this federation with its rows in {(inPostgres ? "files" : "PostgreSQL")}. Start it {(inPostgres ? "without" : "with")} --postgres, or name another folder with --folder.",
                ExitCodes.Configuration);
        }

        Distribute(agreement);
    }

    /// <summary>Writes TLS certificates for every host and the analyst, and returns one for their database server.</summary>
    public IssuedCertificate IssueCertificates(TimeProvider time)
    {
        using PrivateAuthority authority = PrivateAuthority.Create("FederatedGateway demo authority", time);
        foreach (string name in plan.Agencies.Select(a => a.PartyId).Concat(["coordinator", "gateway", Analyst]))
        {
            IssuedCertificate issued = authority.Issue([name, "localhost", "127.0.0.1"]);
            PrivateFile.Write(Path.Combine(Of(name), "tls.key.pem"), issued.KeyPem);
            File.WriteAllText(Path.Combine(Of(name), "tls.pem"), issued.CertificatePem);
            File.WriteAllText(Path.Combine(Of(name), "authority.pem"), authority.AuthorityPem);
        }

        return authority.Issue([PostgresCluster.Host]);
    }

    /// <summary>Writes a host's configuration file and returns its path.</summary>
    public string WriteConfiguration(string host, string fileName, JsonObject configuration)
    {
        string path = Path.Combine(Of(host), fileName);
        File.WriteAllText(path, configuration.ToJsonString(Indented));
        return path;
    }

    /// <summary>Each party's officer's public key, as hosts and the CLI pin it.</summary>
    public IReadOnlyList<string> OfficerKeys() => [.. plan.Agencies.Select(a => $"{a.PartyId}={PublicKeyOf(OfficerKey(a))}")];

    private IEnumerable<string> Mappings(AgencyPlan agency) => agency.Mappings.Keys.Select(name => Path.Combine(Of(agency.PartyId), name));

    private string OfficerKey(AgencyPlan agency) => Path.Combine(Of(agency.PartyId), "officer.key.pem");

    private static string PublicKeyOf(string path)
    {
        using SigningKey key = SigningKey.ImportPem(File.ReadAllText(path));
        return key.PublicKey.ToString();
    }

    private static Agreement AgreementOf(string path) =>
        AgreementReader.ReadDraft(Envelope.Parse(File.ReadAllBytes(path)).Payload);

    private void WriteKeysAndRows()
    {
        foreach ((AgencyPlan agency, int index) in plan.Agencies.Select((a, i) => (a, i)))
        {
            Directory.CreateDirectory(Of(agency.PartyId));
            // Both signature algorithms are in use, so that both are seen to work.
            NewKey(OfficerKey(agency), index % 2 == 0 ? KeyAlgorithm.EcdsaP256 : KeyAlgorithm.Ed25519);
            NewKey(Path.Combine(Of(agency.PartyId), "node.key.pem"), KeyAlgorithm.EcdsaP256);
            foreach ((string name, string text) in agency.Mappings)
            {
                File.WriteAllText(Path.Combine(Of(agency.PartyId), name), inPostgres ? AgencyDatabase.MappingOf(text, agency.Table) : text);
            }

            agency.WriteRows(Of(agency.PartyId));
        }

        foreach (string name in (string[])["coordinator", "gateway", Analyst])
        {
            Directory.CreateDirectory(Of(name));
        }

        NewKey(Path.Combine(Of(Analyst), "analyst.key.pem"), KeyAlgorithm.EcdsaP256);
    }

    private void WriteAgreement(string path, TimeProvider time)
    {
        byte[] document = AgreementText.CanonicalJson(
            plan,
            a => PublicKeyOf(OfficerKey(a)),
            a => PublicKeyOf(Path.Combine(Of(a.PartyId), "node.key.pem")),
            PublicKeyOf(Path.Combine(Of(Analyst), "analyst.key.pem")),
            DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        _ = AgreementReader.ReadDraft(document);
        SigningKey[] officers = [.. plan.Agencies.Select(a => SigningKey.ImportPem(File.ReadAllText(OfficerKey(a))))];
        Envelope signed = Envelope.Sign(Agreement.PayloadType, document, officers);
        Array.ForEach(officers, o => o.Dispose());
        // Written last: its presence says that everything before it is whole.
        File.WriteAllBytes(path + ".new", signed.ToJson());
        File.Move(path + ".new", path);
    }

    private void Distribute(string agreement)
    {
        foreach (string host in plan.Agencies.Select(a => a.PartyId).Append("coordinator"))
        {
            Directory.CreateDirectory(Path.Combine(Of(host), "agreements"));
            File.Copy(agreement, Path.Combine(Of(host), "agreements", "agreement.dsse.json"), overwrite: true);
            Directory.CreateDirectory(Path.Combine(Of(host), "dictionaries"));
            File.WriteAllBytes(Path.Combine(Of(host), "dictionaries", "dictionary.json"), plan.Dictionary.Span);
        }
    }

    private static void NewKey(string path, KeyAlgorithm algorithm)
    {
        using SigningKey key = SigningKey.Generate(algorithm);
        PrivateFile.Write(path, key.ExportPem());
    }
}
