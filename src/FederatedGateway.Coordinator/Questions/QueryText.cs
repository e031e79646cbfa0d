using FederatedGateway.Agreements;
using FederatedGateway.Queries;

namespace FederatedGateway.Coordinator;

/// <summary>Reads an analyst's text into a canonical query.</summary>
internal static class QueryText
{
    /// <summary>The query, or a refusal that names the place and what would be accepted there.</summary>
    public static Checked<CanonicalQuery> Read(
        string sql, DataDictionary dictionary, IReadOnlyDictionary<string, string>? parameters = null)
    {
        QueryReading reading = SqlReader.Read(sql, dictionary, parameters);
        return reading.Query is { } query
            ? query
            : Refusal.Of(RefusalCode.QueryNotUnderstood, reading.Error!.ToString());
    }

    /// <summary>The query that an agreement's template makes of parameters.</summary>
    public static Checked<CanonicalQuery> Make(TemplateUse use, UsableAgreement usable) =>
        usable.Agreement.FindTemplate(use.Id) is { } template
            ? Read(template.Sql, usable.Dictionary, use.Parameters)
            : Refusal.Of(
                RefusalCode.TemplateUnknown,
                $"Its templates are: {string.Join(", ", usable.Agreement.Templates.Select(known => known.Id))}.");
}
