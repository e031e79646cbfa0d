namespace FederatedGateway.Privacy.Tests;

public sealed class DisclosureProfileTests
{
    [Theory]
    [InlineData("none", "-9 -1 0 1 7 8 12 13", "-9 -1 0 1 7 8 12 13")]
    [InlineData("nhs-hes-2018", "-9 -1 0 1 7 8 12 13 17 18", "0 0 0 * * 10 10 15 15 20")]
    [InlineData("opensafely", "-9 -1 0 1 7 8 12 13 17 18", "* * * * * 10 10 15 15 20")]
    [InlineData("midpoint-6", "-9 0 1 3 6 7 12 13 18 19", "0 0 3 3 3 9 9 15 15 21")]
    public void Noisy_counts_are_shown_by_the_rules(string name, string noisy, string shown) =>
        Assert.Equal(shown, string.Join(' ', noisy.Split(' ').Select(text => DisclosureProfile.Find(name)!.Show(long.Parse(text, System.Globalization.CultureInfo.InvariantCulture)))));

    [Fact]
    public void The_set_is_closed_and_names_are_exact()
    {
        Assert.Equal(["none", "nhs-hes-2018", "opensafely", "midpoint-6"], DisclosureProfile.All.Select(profile => profile.Name));
        Assert.Null(DisclosureProfile.Find("NONE"));
        Assert.All(DisclosureProfile.All, profile => Assert.Same(profile, DisclosureProfile.Find(profile.Name)));
    }

    [Fact]
    public void Rounding_moves_a_shown_count_by_no_more_than_stated_and_somewhere_by_that()
    {
        foreach (DisclosureProfile profile in DisclosureProfile.All)
        {
            long[] moves = [.. Enumerable.Range(1, 5000).Select(noisy => (long?)(profile.Show(noisy).Number - noisy)).OfType<long>().Select(Math.Abs)];
            Assert.Equal(profile.MostRounding, moves.Max());
        }
    }

    [Fact]
    public void The_larger_count_is_never_shown_as_the_smaller_number()
    {
        foreach (DisclosureProfile profile in DisclosureProfile.All)
        {
            long last = long.MinValue;
            for (long noisy = -50; noisy < 500; noisy++)
            {
                long shown = profile.Show(noisy).Number ?? last;
                Assert.True(shown >= last);
                last = shown;
            }
        }
    }

    [Fact]
    public void The_largest_and_smallest_numbers_are_shown()
    {
        foreach (DisclosureProfile profile in DisclosureProfile.All)
        {
            Assert.NotNull(profile.Show(long.MaxValue).Number);
            _ = profile.Show(long.MinValue);
        }

        Assert.Equal("*", default(ShownCount).ToString());
    }

    // A profile takes a number and gives a number: it cannot see a true count, because it is given none.
    [Fact]
    public void No_profile_can_be_given_a_true_figure() =>
        Assert.DoesNotContain(
            typeof(DisclosureProfile).GetMethods().SelectMany(method => method.GetParameters()),
            parameter => parameter.ParameterType.Name.Contains("Sensitive", StringComparison.Ordinal) || parameter.ParameterType.Name.Contains("TrueCell", StringComparison.Ordinal));
}
