using System.Numerics;

namespace FederatedGateway.Node.Tests;

/// <summary>Units of few rows, which are bounded where they lie in a block, beside the choice that units of any length go through.</summary>
public sealed class FewRowsTests
{
    private const int Places = 200;

    private static readonly GroupKey[] Keys =
    [
        new(0, null, 30, false, code => $"{code}", [.. Enumerable.Range(0, 30).Select(code => ulong.MaxValue / (ulong)(code + 1))]),
        new(1, [0, 1, 2, 1], 3, true, code => $"{code}", null),
    ];

    private readonly SplitMix _random = new(3);

    [Fact]
    public void Rows_are_in_one_group_with_those_of_the_same_number_that_count_and_with_no_others()
    {
        for (int round = 0; round < 500; round++)
        {
            int[] numbers = [.. Enumerable.Range(0, FewRows.Most).Select(_ => _random.Below(1 + (round % 20)))];
            int[] rows = [.. Enumerable.Range(0, _random.Below(FewRows.Most + 1)).Where(_ => _random.Below(5) > 0)];
            var few = new FewRows(new SipHash(1, 2), new DenseGroupNumbers(Keys, 90), most: 4);
            uint firsts = few.Split(numbers, Set(rows));
            IGrouping<int, int>[] groups = [.. rows.GroupBy(row => numbers[row])];
            Assert.Equal(Set(groups.Select(group => group.First())), firsts);
            Assert.All(groups, group => Assert.Equal(Set(group), few.SameAs(group.First())));
        }
    }

    [Fact]
    public void Few_rows_choose_the_groups_that_the_choice_of_any_unit_does() => Assert.Equal(0, Differences(row => row));

    [Fact]
    public void Sabotage_words_of_the_row_behind_are_caught() => Assert.InRange(Differences(row => row + 1), 100, int.MaxValue);

    [Fact]
    public void Sabotage_another_units_hash_is_caught() => Assert.InRange(Differences(row => row, other: 1), 100, int.MaxValue);

    [Fact]
    public void Groups_with_equal_hashes_are_chosen_by_their_keys_and_not_by_their_place()
    {
        GroupKey[] keys = [new GroupKey(0, null, 16, false, code => $"{code}", [.. Enumerable.Repeat(1UL, 16)])];
        ulong[] words = [.. Enumerable.Repeat(1UL, Places)];
        for (int most = 1; most < FewRows.Most; most++)
        {
            int[] numbers = [.. Enumerable.Range(0, FewRows.Most).Select(row => row * 7 % 16)];
            var few = new FewRows(new SipHash(1, 2), new DenseGroupNumbers(keys, 16), most);
            uint chosen = few.Choose([3, 4], [words], 5, numbers, few.Split(numbers, 0xffff));
            Assert.Equal(Set(Enumerable.Range(0, FewRows.Most).Where(row => numbers[row] < most)), chosen);
        }
    }

    // How often few rows come to other groups than the choice of any unit, when they look for their words where they are said to be.
    private int Differences(Func<int, int> from, ulong other = 0)
    {
        int differences = 0;
        for (int round = 0; round < 500; round++)
        {
            int most = 1 + _random.Below(6);
            (SipHash hash, var groups) = (new SipHash((ulong)round, 2), new DenseGroupNumbers(Keys, 90));
            (int[] numbers, ulong[][] words) = Rows();
            int row = _random.Below(Places - FewRows.Most - 1);
            ReadOnlySpan<int> own = numbers.AsSpan(row, FewRows.Most);
            var few = new FewRows(hash, groups, most);
            uint firsts = few.Split(own, (1u << (2 + _random.Below(FewRows.Most - 1))) - 1);
            if (BitOperations.PopCount(firsts) > most)
            {
                int[] expected = Numbers(own, firsts);
                expected = [.. new GroupChoice(hash, groups, most).Choose([3, 4], expected).ToArray().Select(place => expected[place]).Order()];
                differences += expected.SequenceEqual(Numbers(own, few.Choose([3, 4 + other], words, from(row), own, firsts)).Order()) ? 0 : 1;
            }
        }

        return differences;
    }

    private (int[] Numbers, ulong[][] Words) Rows()
    {
        int[] first = [.. Enumerable.Range(0, Places).Select(_ => _random.Below(30))];
        int[] second = [.. Enumerable.Range(0, Places).Select(_ => _random.Below(4))];
        ulong[][] words = [new ulong[Places], new ulong[Places]];
        Keys[0].Fill(first, words[0]);
        Keys[1].Fill(second, words[1]);
        return ([.. first.Zip(second, (one, two) => (one * 3) + Keys[1].Map![two])], words);
    }

    private static int[] Numbers(ReadOnlySpan<int> numbers, uint rows)
    {
        int[] all = numbers.ToArray();
        return [.. Enumerable.Range(0, all.Length).Where(row => (rows >> row & 1) != 0).Select(row => all[row])];
    }

    private static uint Set(IEnumerable<int> rows) => rows.Aggregate(0u, (set, row) => set | (1u << row));
}
