namespace FederatedGateway.ServiceDefaults;

/// <summary>Exit codes that every host shares.</summary>
public static class ExitCodes
{
    /// <summary>The host ran and stopped when asked, or printed its help.</summary>
    public const int Success = 0;

    /// <summary>The host failed for a reason that is no mistake of the operator; standard error has the details.</summary>
    public const int Failure = 1;

    /// <summary>The configuration or the command line is wrong or incomplete.</summary>
    public const int Configuration = 2;

    /// <summary>The address to listen on is in use, or may not be listened on.</summary>
    public const int Address = 3;

    /// <summary>The host's folder is in use by another process.</summary>
    public const int FolderInUse = 4;
}
