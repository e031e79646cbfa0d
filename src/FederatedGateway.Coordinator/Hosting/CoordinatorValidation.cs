using FederatedGateway.Agreements;
using FederatedGateway.Evidence;
using FederatedGateway.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace FederatedGateway.Coordinator;

/// <summary>Checks the section "Coordinator" when the host starts; reports everything that is wrong at once.</summary>
internal sealed class CoordinatorValidation : IValidateOptions<CoordinatorOptions>
{
    private static readonly TimeSpan LongestDeadline = TimeSpan.FromHours(1);

    /// <summary>Makes the paths full: relative ones start at the configuration file's folder.</summary>
    public static void MakeFull(CoordinatorOptions options, IHostEnvironment environment)
    {
        options.Folder = Full(options.Folder);
        options.Agreements = Full(options.Agreements);
        options.Dictionaries = Full(options.Dictionaries);

        string Full(string path) => string.IsNullOrWhiteSpace(path) ? path : environment.PathOf(path);
    }

    public ValidateOptionsResult Validate(string? name, CoordinatorOptions options)
    {
        List<string> errors = [.. Paths(options), .. Keys(options), .. Nodes(options), .. Deadlines(options)];
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static IEnumerable<string> Paths(CoordinatorOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Folder))
        {
            yield return "Coordinator:Folder is missing. Name a folder for the register of questions; it is created if it is not there.";
        }

        if (!Directory.Exists(options.Agreements))
        {
            yield return $"Coordinator:Agreements: there is no folder '{options.Agreements}'. Name the folder of signed agreements (*.dsse.json).";
        }

        if (!Directory.Exists(options.Dictionaries))
        {
            yield return $"Coordinator:Dictionaries: there is no folder '{options.Dictionaries}'. Name the folder of data dictionaries (*.json).";
        }
    }

    private static IEnumerable<string> Keys(CoordinatorOptions options)
    {
        if (options.OfficerKeys.Count == 0)
        {
            yield return "Coordinator:OfficerKeys is empty. List each party's officers' public keys as PARTY=KEY, such as police=p256:...";
        }

        foreach (string key in options.OfficerKeys.Where(key => !OfficerPin.TryParse(key, out _)))
        {
            yield return $"Coordinator:OfficerKeys: '{key}' is not a party's public key. Write PARTY=KEY, such as police=p256:..., the key as 'fedgate keys show' prints it.";
        }
    }

    private static IEnumerable<string> Nodes(CoordinatorOptions options)
    {
        if (options.Nodes.Count == 0)
        {
            yield return "Coordinator:Nodes is empty. List each agency's PartyId, Address and ServerName.";
        }

        foreach (NodeAddress node in options.Nodes)
        {
            if (string.IsNullOrWhiteSpace(node.PartyId))
            {
                yield return $"Coordinator:Nodes: the node at '{node.Address}' has no PartyId. Write the party's id of the agreement.";
            }

            if (!Uri.TryCreate(node.Address, UriKind.Absolute, out Uri? address) || address.Scheme != Uri.UriSchemeHttps)
            {
                yield return $"Coordinator:Nodes: '{node.Address}' of '{node.PartyId}' is not an address. Write https://HOST:PORT.";
            }
        }

        foreach (string twice in options.Nodes.CountBy(node => node.PartyId).Where(count => count.Value > 1).Select(count => count.Key))
        {
            yield return $"Coordinator:Nodes has '{twice}' more than once. Keep one.";
        }
    }

    private static IEnumerable<string> Deadlines(CoordinatorOptions options)
    {
        if (options.Deadline <= TimeSpan.Zero || options.Deadline > LongestDeadline)
        {
            yield return "Coordinator:Deadline is not above 0 and at most 1:00:00. Write how long an agency has for its answer, such as 00:00:30.";
        }

        if (options.PreviewDeadline <= TimeSpan.Zero || options.PreviewDeadline > LongestDeadline)
        {
            yield return "Coordinator:PreviewDeadline is not above 0 and at most 1:00:00. Write how long a node has for a preview, such as 00:00:05.";
        }
    }
}
