using System.Text.Json;
using System.Text.Json.Nodes;

namespace FederatedGateway.Cli.Answers;

/// <summary>An answer as JSON, schema "fedgate-answer/v1" (docs/cli.md).</summary>
internal static class AnswerJson
{
    /// <summary>The name of the shape. A change that breaks readers gets a new number.</summary>
    internal const string Schema = "fedgate-answer/v1";

    /// <summary>Makes the document.</summary>
    internal static JsonObject Of(AnswerView answer) => new()
    {
        ["schema"] = Schema,
        ["question"] = answer.QuestionId,
        ["state"] = Wording.State(answer.State),
        ["query"] = new JsonObject { ["text"] = answer.Query.Text, ["hash"] = answer.Query.Hash },
        ["agreement"] = Agreement(answer.Agreement),
        ["confidence"] = answer.Confidence,
        ["minimumAgencies"] = answer.MinimumAgencies,
        ["kRule"] = KRule(answer.KRules[^1]),
        ["levels"] = List(answer.KRules.Index(), level => Level(answer.Levels[level.Index], level.Item)),
        ["disclosureProfile"] = answer.Profile.Name,
        ["dimensions"] = List(answer.Dimensions, Dimension),
        ["measures"] = List(answer.Measures, Measure),
        ["cells"] = List(answer.Rows, row => Cell(answer, row)),
        ["leftOut"] = new JsonObject { ["having"] = answer.LeftOut.Having, ["top"] = answer.LeftOut.Top, ["comparedByPart"] = answer.LeftOut.Parts },
        ["agencies"] = List(answer.Agencies, Agency),
    };

    /// <summary>An agreement's names.</summary>
    internal static JsonObject Agreement(AgreementName agreement) => new()
    {
        ["id"] = agreement.Id,
        ["version"] = agreement.Version,
        ["title"] = agreement.Title,
        ["hash"] = agreement.Hash,
    };

    /// <summary>The k rule.</summary>
    internal static JsonObject KRule(KRuleView rule) => rule switch
    {
        SelectionView selection => new()
        {
            ["rule"] = "selection",
            ["k"] = rule.K,
            ["unit"] = rule.Unit,
            ["unitsForHalfChance"] = selection.UnitsForHalfChance,
            ["unitsForCertainty"] = selection.UnitsForCertainty,
        },
        NoisyView noisy => new()
        {
            ["rule"] = "noisy",
            ["k"] = rule.K,
            ["unit"] = rule.Unit,
            ["threshold"] = noisy.Threshold,
            ["shownBelowK"] = noisy.ShownBelowK,
        },
        _ => throw new InvalidOperationException("The k rules are a closed set."),
    };

    /// <summary>One level and the k rule of its groups.</summary>
    internal static JsonObject Level(string name, KRuleView rule) => new() { ["groupedBy"] = name, ["kRule"] = KRule(rule) };

    /// <summary>What a question costs in one window.</summary>
    internal static JsonObject Cost(CostView cost) => new()
    {
        ["window"] = cost.Window,
        ["epsilon"] = cost.Epsilon,
        ["nanoRho"] = cost.Loss.NanoRho,
        ["deltaUnits"] = cost.Loss.DeltaUnits,
        ["nanoEpsilon"] = cost.Loss.IsPure ? cost.Loss.NanoEpsilon : null,
    };

    /// <summary>One budget.</summary>
    internal static JsonObject Budget(BudgetView budget) => new()
    {
        ["window"] = budget.Window,
        ["scope"] = Wording.Scope(budget.Scope),
        ["capEpsilon"] = budget.CapEpsilon,
        ["spentEpsilon"] = budget.SpentEpsilon,
        ["capNanoRho"] = budget.Cap.NanoRho,
        ["spentNanoRho"] = budget.Spent.NanoRho,
        ["capDeltaUnits"] = budget.Cap.DeltaUnits,
        ["spentDeltaUnits"] = budget.Spent.DeltaUnits,
        ["questionsLeft"] = budget.QuestionsLeft,
    };

    /// <summary>An array of things.</summary>
    internal static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> write) => new([.. items.Select(write)]);

    private static JsonObject Dimension(DimensionColumn column) => new() { ["name"] = column.Heading, ["column"] = column.Name };

    private static JsonObject Measure(MeasureColumn column) => new()
    {
        ["name"] = column.Heading,
        ["measure"] = column.Name,
        ["decimals"] = column.Decimals,
        ["unit"] = column.Unit.Length > 0 ? column.Unit : null,
    };

    private static JsonObject Cell(AnswerView answer, AnswerRow row) => new()
    {
        ["level"] = row.Level,
        ["key"] = List(row.Key, code => code.Length == 0 ? null : JsonValue.Create(code)),
        ["status"] = Wording.Status(row.Status),
        ["givenBy"] = List(row.GivenBy, party => party),
        ["values"] = Values(answer, row.Values),
        ["notBelow"] = Values(answer, row.Remainder),
    };

    private static JsonArray Values(AnswerView answer, IReadOnlyList<Figure> figures) =>
        figures.Count == 0 ? [] : List(answer.Measures, measure => Value(measure, figures[measure.Index]));

    private static JsonObject Value(MeasureColumn measure, Figure figure) => new()
    {
        ["name"] = measure.Heading,
        ["value"] = figure.Value?.Value,
        ["lower"] = figure.Value?.Lower,
        ["upper"] = figure.Value?.Upper,
        ["withheld"] = figure.IsWithheld,
    };

    private static JsonObject Agency(AgencyView agency) => new()
    {
        ["id"] = agency.Id,
        ["title"] = agency.Title,
        ["state"] = Wording.State(agency.State),
        ["reason"] = agency.Reason.Length > 0 ? agency.Reason : null,
        ["explanation"] = agency.Explanation.Length > 0 ? agency.Explanation : null,
        ["cells"] = agency.Cells,
        ["remembered"] = agency.Remembered,
        ["cost"] = List(agency.Charges, Cost),
        ["left"] = List(agency.Budgets, Budget),
        ["elapsedMilliseconds"] = (decimal)agency.Elapsed.Ticks / TimeSpan.TicksPerMillisecond,
    };
}
