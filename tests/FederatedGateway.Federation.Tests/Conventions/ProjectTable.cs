namespace FederatedGateway.Federation.Tests.Conventions;

/// <summary>The project table of docs/architecture.md, as data.</summary>
internal static class ProjectTable
{
    private static readonly string[] PureLibraries = ["Privacy", "Evidence", "Queries", "Agreements"];

    /// <summary>Each project of <c>src/</c> with the projects that it may reference.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> References = new Dictionary<string, string[]>
    {
        ["Privacy"] = [],
        ["Evidence"] = [],
        ["Queries"] = ["Privacy"],
        ["Agreements"] = ["Queries", "Privacy", "Evidence"],
        ["Protocol"] = PureLibraries,
        ["ServiceDefaults"] = [],
        ["Node"] = [.. PureLibraries, "Protocol", "ServiceDefaults"],
        ["Coordinator"] = [.. PureLibraries, "Protocol", "ServiceDefaults"],
        ["Gateway"] = ["Protocol", "ServiceDefaults", "Evidence"],
        ["Cli"] = [.. PureLibraries, "Protocol"],
        ["Demo"] = ["Gateway", "Coordinator", "Node", "Cli"],
    };

    /// <summary>Packages that only the named projects may use, by the beginning of the package's or assembly's name.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> PackageHomes = new Dictionary<string, string[]>
    {
        ["BouncyCastle"] = ["Evidence"],
        ["Microsoft.SqlServer.TransactSql.ScriptDom"] = ["Queries"],
        ["YamlDotNet"] = ["Agreements"],
        ["DuckDB"] = ["Node"],
        ["Npgsql"] = ["Node", "Coordinator", "Demo"],
        ["Microsoft.Data.Sqlite"] = ["Node", "Coordinator"],
        ["Yarp"] = ["Gateway"],
        ["System.CommandLine"] = ["Cli"],
        ["Spectre.Console"] = ["Cli"],
        ["OpenTelemetry"] = ["ServiceDefaults"],
        ["Google."] = ["Protocol", "Node", "Coordinator", "Gateway", "Cli"],
        ["Grpc."] = ["Protocol", "Node", "Coordinator", "Gateway", "Cli"],
    };

    /// <summary>Every package that each project names itself; nothing else may be added without a decision.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Packages = new Dictionary<string, string[]>
    {
        ["Privacy"] = [],
        ["Evidence"] = ["BouncyCastle.Cryptography"],
        ["Queries"] = ["Microsoft.SqlServer.TransactSql.ScriptDom"],
        ["Agreements"] = ["YamlDotNet"],
        ["Protocol"] = ["Google.Protobuf", "Google.Api.CommonProtos", "Grpc.Net.Client", "Grpc.StatusProto", "Grpc.Tools"],
        ["ServiceDefaults"] =
        [
            "OpenTelemetry.Exporter.OpenTelemetryProtocol", "OpenTelemetry.Extensions.Hosting", "OpenTelemetry.Instrumentation.AspNetCore",
            "OpenTelemetry.Instrumentation.Http", "OpenTelemetry.Instrumentation.Runtime",
        ],
        ["Node"] = ["DuckDB.NET.Data.Full", "Microsoft.Data.Sqlite", "Npgsql", .. GrpcServer],
        ["Coordinator"] = ["Microsoft.Data.Sqlite", .. GrpcServer],
        ["Gateway"] = ["Yarp.ReverseProxy"],
        ["Cli"] = ["System.CommandLine", "Spectre.Console"],
        ["Demo"] = ["Npgsql"],
    };

    private static string[] GrpcServer => ["Grpc.AspNetCore", "Grpc.AspNetCore.HealthChecks", "Grpc.AspNetCore.Server.Reflection"];

    /// <summary>Projects that may do no input or output, and read no clock.</summary>
    public static readonly string[] Pure = PureLibraries;

    /// <summary>What a host shows to other assemblies; everything else in it is internal.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> PublicOfHosts = new Dictionary<string, string[]>
    {
        ["Node"] = ["NodeHost"],
        ["Coordinator"] = ["CoordinatorHost"],
        ["Gateway"] = ["GatewayHost"],
        ["Cli"] = ["Fedgate"],
        ["Demo"] = ["LocalFederation", "LocalFederationOptions", "PostgresCluster", "FederationPlan", "AgencyPlan", "AgencyTable", "AgencyLaw", "CityPlan", "StreetCrimePlan"],
    };
}
