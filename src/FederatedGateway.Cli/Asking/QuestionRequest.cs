namespace FederatedGateway.Cli.Asking;

/// <summary>What the command line of `fedgate query` says.</summary>
internal sealed record QuestionRequest
{
    /// <summary>SQL or template.</summary>
    internal required QuestionText Text { get; init; }

    /// <summary>--profile; null for the default.</summary>
    internal required string? ProfilePath { get; init; }

    /// <summary>--agreement; null for the profile's.</summary>
    internal required string? Agreement { get; init; }

    /// <summary>--preview.</summary>
    internal required bool Preview { get; init; }

    /// <summary>--explain.</summary>
    internal bool Explain { get; init; }

    /// <summary>--within; null without it.</summary>
    internal decimal? Within { get; init; }

    /// <summary>--require-all.</summary>
    internal required bool RequireAll { get; init; }

    /// <summary>--all.</summary>
    internal required bool ShowAll { get; init; }

    /// <summary>--format.</summary>
    internal required string Format { get; init; }

    /// <summary>--timeout.</summary>
    internal required TimeSpan Timeout { get; init; }

    /// <summary>--quiet.</summary>
    internal required bool Quiet { get; init; }
}
