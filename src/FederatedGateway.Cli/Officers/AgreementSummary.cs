using System.Globalization;
using FederatedGateway.Agreements;
using FederatedGateway.Cli.Answers;
using FederatedGateway.Cli.Terminal;
using FederatedGateway.Privacy;
using Spectre.Console;

namespace FederatedGateway.Cli.Officers;

/// <summary>An agreement in plain English, for an officer who is about to sign it.</summary>
internal static class AgreementSummary
{
    /// <summary>Writes what the agreement allows.</summary>
    internal static void Write(Agreement agreement, Page page)
    {
        page.Line(Legible.Of($"{agreement.Title} ({agreement.Id}, version {agreement.Version})"), new Style(decoration: Decoration.Bold));
        page.Line(agreement.Hash.ToString());
        page.Line();
        page.Paragraph($"Purpose: {agreement.Purpose.Statement} ({agreement.Purpose.Code}). Jurisdiction: {agreement.Jurisdiction}.");
        page.Paragraph($"In force from {Day(agreement.Valid.From)} to {Day(agreement.Valid.Until)}"
            + (agreement.Valid.ReviewBy is { } review ? $", to be reviewed by {Day(review)}." : ". No review date is set."));
        page.Paragraph($"It is about the data dictionary {agreement.DictionaryHash}."
            + (agreement.Supersedes is { } older ? $" It replaces {older}." : string.Empty));
        page.Line();
        WriteParties(agreement, page);
        WritePrivacy(agreement.Privacy, agreement.Agencies.Count(), page);
        WriteQuestions(agreement, page);
    }

    /// <summary>Writes whose signatures are on the document, as far as its own keys tell.</summary>
    internal static void WriteSignatures(AgreementFile file, Page page)
    {
        page.Line();
        if (file.Envelope is null)
        {
            page.Paragraph("A draft: nobody has signed it.");
            return;
        }

        var signers = file.SignersAmong(file.Agreement.Parties.SelectMany(party => party.Officers).Select(officer => officer.Key));
        foreach (var party in file.Agreement.Parties)
        {
            var signed = party.Officers.Where(officer => signers.Contains(officer.Key)).Select(officer => officer.Id).ToList();
            page.Paragraph($"{party.Title ?? party.Id}: " + (signed.Count > 0 ? $"signed by {Wording.List(signed)}." : "not signed."));
        }

        page.Paragraph("The keys are those that the document names for itself; `fedgate agreement verify` compares them with keys that you believe.");
    }

    private static void WriteParties(Agreement agreement, Page page)
    {
        foreach (var party in agreement.Parties)
        {
            var law = party.LegalGateways.Concat(party.LawfulBasis).ToList();
            page.Paragraph($"{party.Title ?? party.Id} ({party.Id}) is a {party.Role} under {party.Regime}"
                + (law.Count > 0 ? $", relying on {Wording.List(law)}" : string.Empty)
                + $". {Wording.List([.. party.Officers.Select(officer => officer.Id)])} may sign for it."
                + (party.HoldsData ? " Its node answers questions." : string.Empty));
        }

        foreach (var analyst in agreement.Analysts)
        {
            page.Paragraph($"{analyst.Id} of {analyst.Organisation} may ask.");
        }

        page.Line();
    }

    private static void WritePrivacy(PrivacyTerms terms, int agencies, Page page)
    {
        var window = terms.Window switch
        {
            WindowKind.CalendarYear => "for each calendar year of data",
            WindowKind.Month => "for each month of data",
            _ => "for all time",
        };
        page.Paragraph($"What is protected is one {terms.Unit}. At each agency, {window}, everything that is ever answered stays within "
            + (terms.Delta > 0
                ? $"epsilon {Wording.Epsilon(terms.Epsilon)} at delta {terms.Delta.ToString(CultureInfo.InvariantCulture)}: {Odds(terms.Epsilon)}, but for the chance delta."
                : $"a pure epsilon of {Wording.Epsilon(terms.Epsilon)}, with Laplace noise: {Odds(terms.Epsilon)}."));
        page.Paragraph($"One analyst may use epsilon {Wording.Epsilon(terms.PerAnalystEpsilon)} of it; one question costs epsilon {Wording.Epsilon(terms.PerQueryEpsilon)}.");
        page.Paragraph(terms.Disjoint
            ? $"The parties declare that no {terms.Unit} is known to two of them, so losses do not add over agencies."
            : $"One {terms.Unit} may be known to several agencies; the losses then add.{WorstSum(terms, agencies)}");
        page.Paragraph($"{Wording.KRule(RuleOf(terms))} At least {Wording.Count(terms.MinimumAgencies, "agency", "agencies")} must answer before anything is shown.");
        if (terms.Profile != DisclosureProfile.None)
        {
            page.Paragraph($"Noisy counts are shown in the style {terms.Profile}; it adds no protection of its own. The agencies' signed releases, which prove an answer, hold the noisy numbers as they are.");
        }

        page.Line();
    }

    private static string WorstSum(PrivacyTerms terms, int agencies)
    {
        if (agencies < 2)
        {
            return string.Empty;
        }

        var (epsilon, delta) = terms.OverAgencies(agencies);
        var at = delta > 0 ? $" at delta {delta.ToString(CultureInfo.InvariantCulture)}" : string.Empty;
        return $" To all {agencies} of them it is at most epsilon {Wording.Epsilon(epsilon)}{at}: {Odds(epsilon)}.";
    }

    private static KRuleView RuleOf(PrivacyTerms terms) => terms.ShownBelowK is { } below
        ? new NoisyView(terms.K, terms.Unit, null, below)
        : new SelectionView(terms.K, terms.Unit, null, null);

    // Pure differential privacy bounds the odds by exp(epsilon); from even odds, the posterior is e^eps / (1 + e^eps).
    private static string Odds(decimal epsilon)
    {
        var posterior = 1 / (1 + Math.Exp(-(double)epsilon));
        return $"a guess about somebody that was even before could become {(Math.Ceiling(posterior * 10_000) / 100).ToString("0.##", CultureInfo.InvariantCulture)}% sure at most";
    }

    private static void WriteQuestions(Agreement agreement, Page page)
    {
        foreach (var template in agreement.Templates)
        {
            page.Paragraph($"Approved question {template.Id}: {template.Sql}");
        }

        if (agreement.AdHoc is { } scope)
        {
            page.Paragraph($"Other questions may be asked of {Wording.List(scope.Datasets)}: {Wording.List(scope.Measures)} by {Wording.List(scope.Dimensions)}, "
                + $"with {scope.MaxCells:N0} groups at most.");
        }

        page.Paragraph(agreement.Otherwise == OtherwiseRule.Hold
            ? "Any other question waits for an officer of each agency."
            : "Any other question is refused.");
        page.Paragraph($"Answers are for {Wording.List(agreement.Release.Audience)}."
            + (agreement.Release.PublicRegister ? " The register of questions and answers may be published." : string.Empty));
    }

    private static string Day(DateOnly day) => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
