namespace FederatedGateway.ServiceDefaults;

/// <summary>Refuses what the configuration would silently pass over: a mistyped option must not start a host with its default.</summary>
internal static class CommandLine
{
    private static readonly string[] WholeKeys = ["config", "Environment", "Listen", "KeyRing", "ShutdownTimeout"];

    internal static bool AsksForHelp(string[] args) => args.Any(arg => arg is "--help" or "-h" or "-?");

    internal static void Check(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string key = args[i].Split('=', 2)[0];
            if (!IsKey(key))
            {
                throw new StartupException(
                    $"The option '{args[i]}' is not known. Options are --config FILE and --Section:Key VALUE; --help lists them.", ExitCodes.Configuration);
            }

            if (key.Length == args[i].Length && ++i == args.Length)
            {
                throw new StartupException($"The option '{key}' lacks its value.", ExitCodes.Configuration);
            }
        }
    }

    private static bool IsKey(string key)
        => key.StartsWith("--", StringComparison.Ordinal)
            && (key.Contains(':', StringComparison.Ordinal) || WholeKeys.Contains(key[2..], StringComparer.OrdinalIgnoreCase));
}
