namespace FederatedGateway.Privacy;

/// <summary>Shares the price of one question over the levels of a roll-up. Each level is then an answer of its own, at its share of the price.</summary>
/// <remarks>
/// The error of one cell counts alike at every level, so a level's share of rho grows with the root of its groups of a unit. The levels read the same rows, so
/// their losses add up, and the shares add up to the price exactly: docs/proofs/price-split.md.
/// </remarks>
[Proof("price-split")]
public static class LevelSplit
{
    /// <summary>The terms of each level, in the order given.</summary>
    /// <param name="terms">The terms of the whole question.</param>
    /// <param name="maxGroups">Of each level the most groups that a unit can touch; 1 or more, and no more than the dictionary's bound.</param>
    /// <exception cref="ArgumentException">There is no level, a number of groups is out of range, or there is too little price to share.</exception>
    public static IReadOnlyList<MeasurementTerms> Of(MeasurementTerms terms, IReadOnlyList<int> maxGroups)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(maxGroups);
        if (maxGroups.Count == 0 || maxGroups.Any(groups => groups < 1 || groups > terms.Bound.MaxGroups))
        {
            throw new ArgumentException($"There must be a level, and a unit touches from 1 to {terms.Bound.MaxGroups} of its groups.", nameof(maxGroups));
        }

        IEnumerable<PrivacyLoss> prices = maxGroups.Count == 1 ? [terms.Price] : terms.Noise == NoiseKind.Laplace ? Pure(terms.Price, maxGroups) : Concentrated(terms.Price, maxGroups);
        PrivacyLoss[] shares = [.. prices];
        if (!shares.Aggregate(PrivacyLoss.Zero, (sum, share) => sum + share).FitsWithin(terms.Price))
        {
            throw new ArgumentException("The price is too small to be shared over so many levels: raise the agreement's epsilon per query or ask for fewer levels.", nameof(terms));
        }

        return [.. shares.Zip(maxGroups, (price, groups) => terms with { Price = price, Bound = terms.Bound with { MaxGroups = groups } })];
    }

    // A k rule's threshold hardly depends on its delta, so each level gets as much; the finest, whose groups are the smallest, what is left over.
    private static IEnumerable<PrivacyLoss> Concentrated(PrivacyLoss price, IReadOnlyList<int> maxGroups)
    {
        long delta = price.DeltaUnits / maxGroups.Count;
        long last = price.DeltaUnits - (delta * (maxGroups.Count - 1));
        return PriceSplit.Of(price.NanoRho, [.. maxGroups.Select(groups => new PricePart(1, groups))])
            .Select((share, level) => new PrivacyLoss(share, level == maxGroups.Count - 1 ? last : delta));
    }

    private static IEnumerable<PrivacyLoss> Pure(PrivacyLoss price, IReadOnlyList<int> maxGroups) =>
        PriceSplit.OfPure(price.NanoEpsilon, [.. maxGroups.Select(groups => (System.Numerics.BigInteger.One, new System.Numerics.BigInteger(groups) * groups))])
            .Select(share => new PureLoss(share).ToLoss());
}
