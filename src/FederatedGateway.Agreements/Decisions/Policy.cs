using FederatedGateway.Privacy;
using FederatedGateway.Queries;

namespace FederatedGateway.Agreements;

/// <summary>The decision on a question.</summary>
public static class Policy
{
    private const long LargestNoisyGrid = 1_000_000;

    /// <summary>
    /// Says whether an agreement permits a query. Pure and total: it reads its arguments only, never a row, and returns for every
    /// agreement and query. The first check that fails decides, in this order: dictionary, dates, analyst, purpose, data set, unit,
    /// terms, months, bounds, then the named template, or else the ad hoc scope.
    /// </summary>
    public static Decision Decide(Agreement agreement, DataDictionary dictionary, CanonicalQuery query, DecisionContext context)
    {
        ArgumentNullException.ThrowIfNull(agreement);
        ArgumentNullException.ThrowIfNull(dictionary);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(context);

        Refusal? refusal = Parties(agreement, dictionary, context) ?? Subject(agreement, dictionary, query);
        if (refusal is not null)
        {
            return new Refuse(refusal);
        }

        return TermsOf(agreement, query, out string? problem) is not { } terms
            ? new Refuse(Refusal.Of(RefusalCode.TermUnsupported, problem))
            : Shape(agreement, dictionary, query, context.Template) ?? new Permit(terms);
    }

    /// <summary>
    /// The terms of an agreement for a query, whoever asks and when. Price, noise, windows and components of every release must be
    /// these, so whoever holds the agreement and its dictionary can check a release against them.
    /// </summary>
    /// <param name="agreement">The agreement.</param>
    /// <param name="query">The query, read with the agreement's dictionary.</param>
    /// <param name="problem">Why there are none: a measure's noise cannot be bounded.</param>
    /// <returns>Null if the query cannot be measured.</returns>
    public static Terms? TermsOf(Agreement agreement, CanonicalQuery query, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(agreement);
        ArgumentNullException.ThrowIfNull(query);
        if (Measurements.TryOf(query, out problem) is not { } measurements)
        {
            return null;
        }

        PrivacyTerms terms = agreement.Privacy;
        var measurement = new MeasurementTerms(terms.QueryPrice, terms.K, query.Dataset.Contribution) { Noise = terms.Noise, ShownBelowK = terms.ShownBelowK };
        return new(measurement, terms.Cap, terms.AnalystCap, Windows.Of(query.Months, terms.Window), measurements) { LevelGroups = Terms.LevelGroupsOf(query) };
    }

    private static Refusal? Parties(Agreement agreement, DataDictionary dictionary, DecisionContext context)
    {
        if (agreement.DictionaryHash.ToString() != dictionary.Hash)
        {
            return Refusal.Of(RefusalCode.DictionaryMismatch, $"The agreement names {agreement.DictionaryHash}.");
        }

        if (!agreement.Valid.Covers(context.Now))
        {
            return Refusal.Of(
                RefusalCode.AgreementNotInForce,
                $"It is in force from {agreement.Valid.From:yyyy-MM-dd} until {agreement.Valid.Until:yyyy-MM-dd}.");
        }

        if (agreement.FindAnalyst(context.AnalystId) is null)
        {
            return Refusal.Of(RefusalCode.AnalystUnknown);
        }

        return context.Purpose == agreement.Purpose.Code
            ? null
            : Refusal.Of(RefusalCode.PurposeMismatch, $"The agreement's purpose is {agreement.Purpose.Code}.");
    }

    private static Refusal? Subject(Agreement agreement, DataDictionary dictionary, CanonicalQuery query)
    {
        // A query that was read against another dictionary may have other bounds under the same names.
        if (!dictionary.Datasets.TryGetValue(query.Dataset.Id, out Dataset? dataset) || !ReferenceEquals(dataset, query.Dataset))
        {
            return Refusal.Of(RefusalCode.DatasetUnknown, $"The data sets are {string.Join(", ", dictionary.Datasets.Keys.Order(StringComparer.Ordinal))}.");
        }

        if (dataset.PrivacyUnit != agreement.Privacy.Unit)
        {
            return Refusal.Of(
                RefusalCode.UnitMismatch,
                $"The agreement's unit is {agreement.Privacy.Unit}; that of {dataset.Id} is {dataset.PrivacyUnit}.");
        }

        if (SupportedTerms.Unsupported(agreement.Privacy) is { } term)
        {
            return Refusal.Of(RefusalCode.TermUnsupported, term);
        }

        return query.Months.Count == 0 ? Refusal.Of(RefusalCode.NoMonths) : Keys(agreement.Privacy, query);
    }

    // Under the rule noisy each key that the dictionary allows gets noise, so there must be a list of them, and a short one.
    private static Refusal? Keys(PrivacyTerms terms, CanonicalQuery query) => (terms.ShownBelowK, query.GridSize) switch
    {
        (null, _) => null,
        (_, null) => Refusal.Of(RefusalCode.TermUnsupported, "The agreement's kRule is noisy, which needs a public list of every group. Group by columns with a codelist only."),
        (_, > LargestNoisyGrid) => Refusal.Of(RefusalCode.TooManyCells, $"The agreement's kRule is noisy, which gives every cell noise. It would have {query.GridSize} cells; the most is {LargestNoisyGrid}."),
        _ => null,
    };

    private static Decision? Shape(Agreement agreement, DataDictionary dictionary, CanonicalQuery query, TemplateUse? use)
    {
        if (use is not null)
        {
            return TemplateRefusal(agreement, dictionary, query, use) is { } refusal ? new Refuse(refusal) : null;
        }

        return AdHocScopeCheck.Problem(agreement.AdHoc, query) switch
        {
            null => null,
            { } problem when agreement.Otherwise == OtherwiseRule.Hold => new Hold(Refusal.Of(RefusalCode.Held, problem.Explanation)),
            { } problem => new Refuse(Refusal.Of(problem.Code, problem.Explanation)),
        };
    }

    private static Refusal? TemplateRefusal(Agreement agreement, DataDictionary dictionary, CanonicalQuery query, TemplateUse use)
    {
        if (agreement.FindTemplate(use.Id) is not { } template)
        {
            return Refusal.Of(RefusalCode.TemplateUnknown, agreement.Templates.Count == 0
                ? "It has no templates."
                : $"Its templates are {string.Join(", ", agreement.Templates.Select(known => known.Id))}.");
        }

        QueryReading reading = SqlReader.Read(template.Sql, dictionary, use.Parameters);
        if (reading.Query is not { } instance)
        {
            return Refusal.Of(RefusalCode.TemplateMismatch, $"With these parameters the template cannot be read: {reading.Error}");
        }

        return instance.Text == query.Text ? null : Refusal.Of(RefusalCode.TemplateMismatch);
    }
}
