using System.Text.Json.Nodes;
using FederatedGateway.Agreements;
using FederatedGateway.Cli.Answers;

namespace FederatedGateway.Cli.Previews;

/// <summary>A preview as JSON, schema "fedgate-preview/v1" (docs/cli.md).</summary>
internal static class PreviewJson
{
    /// <summary>The name of the shape. A change that breaks readers gets a new number.</summary>
    internal const string Schema = "fedgate-preview/v1";

    /// <summary>Makes the document.</summary>
    internal static JsonObject Of(PreviewView preview) => new()
    {
        ["schema"] = Schema,
        ["query"] = new JsonObject { ["text"] = preview.Query.Text, ["hash"] = preview.Query.Hash },
        ["agreement"] = AnswerJson.Agreement(preview.Agreement),
        ["purpose"] = preview.Purpose,
        ["minimumAgencies"] = preview.MinimumAgencies,
        ["wouldAnswer"] = preview.Permitting,
        ["groups"] = preview.Groups,
        ["kRule"] = AnswerJson.KRule(preview.KRules[^1]),
        ["levels"] = AnswerJson.List(preview.KRules.Index(), level => AnswerJson.Level(preview.Levels[level.Index], level.Item)),
        ["measures"] = AnswerJson.List(preview.Measures, Measure),
        ["agencies"] = AnswerJson.List(preview.Agencies, Agency),
        ["explanation"] = AnswerJson.List(preview.Explanation, line => (System.Text.Json.Nodes.JsonNode?)line),
        ["prices"] = AnswerJson.List(preview.Prices, Price),
    };

    private static JsonObject Price(PrecisionPrice price) => new()
    {
        ["name"] = price.Heading,
        ["within"] = price.Within,
        ["epsilon"] = price.Epsilon,
        ["agreedEpsilon"] = price.AgreedEpsilon,
    };

    private static JsonObject Measure(MeasurePreviewView measure) => new()
    {
        ["name"] = measure.Heading,
        ["measure"] = measure.Name,
        ["unit"] = measure.Unit.Length > 0 ? measure.Unit : null,
        ["level"] = measure.Level,
        ["halfWidth"] = measure.HalfWidth,
        ["narrowest"] = measure.Narrowest,
        ["withoutRate"] = measure.Rate is { } rate ? AnswerJson.List(rate.Without(measure.Level), group => JsonValue.Create(group)) : null,
    };

    private static JsonObject Agency(AgencyPreviewView agency) => new()
    {
        ["id"] = agency.Id,
        ["title"] = agency.Title,
        ["outcome"] = agency.Outcome == default ? "unreachable" : Wording.Outcome(agency.Outcome),
        ["reason"] = agency.Reason.Length > 0 ? agency.Reason : null,
        ["explanation"] = agency.Explanation.Length > 0 ? agency.Explanation : null,
        ["remembered"] = agency.Remembered,
        ["cost"] = AnswerJson.List(agency.Charges, AnswerJson.Cost),
        ["left"] = AnswerJson.List(agency.Budgets, AnswerJson.Budget),
        ["expectedBlank"] = AnswerJson.List(agency.Blanks, Blank),
    };

    private static JsonObject Blank(ExpectedBlank blank) => new()
    {
        ["level"] = blank.Level,
        ["share"] = Math.Round((decimal)blank.Share, 4),
        ["source"] = blank.Source,
        ["takenAsEven"] = AnswerJson.List(blank.TakenAsEven, column => (JsonNode?)column),
    };
}
