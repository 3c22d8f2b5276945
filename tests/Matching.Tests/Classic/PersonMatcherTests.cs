using DedupPortal.Matching.Classic;

namespace DedupPortal.Matching.Tests.Classic;

public sealed class PersonMatcherTests
{
    [Fact]
    public void Find_ListWithSlips_FindsThePersons()
    {
        var (list, truth) = Persons(400, seed: 3);

        var matches = PersonMatcher.Find(list, CancellationToken.None);

        var quality = PersonEvaluation.Of(matches.PersonOf, truth, null);
        Assert.True(quality.Precision > 0.97 && quality.Recall > 0.95, $"P {quality.Precision} R {quality.Recall}");
    }

    [Fact]
    public void Find_SameListTwice_GivesTheSamePersons()
    {
        var (list, _) = Persons(300, seed: 4);

        Assert.Equal(PersonMatcher.Find(list, CancellationToken.None).PersonOf, PersonMatcher.Find(list, CancellationToken.None).PersonOf);
    }

    [Fact]
    public void Find_EveryRow_IsNamedByTheSmallestRowOfItsPerson()
    {
        var (list, _) = Persons(300, seed: 5);

        var persons = PersonMatcher.Find(list, CancellationToken.None).PersonOf;

        Assert.All(persons.Index(), p => Assert.True(p.Item <= p.Index && persons[p.Item] == p.Item));
    }

    [Fact]
    public void Find_TwoLists_JoinsEachRowWithOneOfTheOtherListAtMost()
    {
        var (list, truth) = Persons(400, seed: 6);
        var order = Enumerable.Range(0, list.Count).OrderBy(row => row % 2).ToList();
        var half = (list.Count + 1) / 2;
        var linked = new PersonList
        {
            Columns = [.. list.Columns.Select(c => c with { Values = [.. order.Select(row => c.Values[row])] })],
            SecondListAt = half,
        };

        var persons = PersonMatcher.Find(linked, CancellationToken.None).PersonOf;

        var groups = persons.Index().GroupBy(p => p.Item).Select(g => g.Select(p => p.Index).ToList()).ToList();
        Assert.All(groups, g => Assert.True(g.Count == 1 || g.Count == 2 && g[0] < half && g[1] >= half));
        Assert.True(PersonEvaluation.Of(persons, [.. order.Select(row => truth[row])], half).Precision > 0.97);
    }

    [Fact]
    public void Find_ListOfNothing_FindsNobody()
    {
        var list = new PersonList { Columns = [new PersonColumn("first", ColumnKind.First, [null, "", " "])] };

        Assert.Equal([0, 1, 2], PersonMatcher.Find(list, CancellationToken.None).PersonOf);
    }

    [Fact]
    public void Find_ColumnsOfUnequalLength_Throws()
    {
        var list = new PersonList { Columns = [new("a", ColumnKind.First, ["x"]), new("b", ColumnKind.Last, ["x", "y"])] };

        Assert.Throws<ArgumentException>(() => PersonMatcher.Find(list, CancellationToken.None));
    }

    // Groups {0,1,2} {3}; truth {0,1} {2,3}: found 3, true 2, right 1.
    [Fact]
    public void Evaluation_SmallGroups_IsAsCountedByHand()
    {
        var quality = PersonEvaluation.Of([0, 0, 0, 3], ["a", "a", "b", "b"], null);

        Assert.Equal(new PersonEvaluation(3, 2, 1), quality);
        Assert.Equal(1 / 3.0, quality.Precision, 12);
        Assert.Equal(0.5, quality.Recall, 12);
        Assert.Equal(0.4, quality.F1, 12);
        // Across lists {0,1} and {2,3}: found 0-2, 1-2; true none.
        Assert.Equal(new PersonEvaluation(2, 0, 0), PersonEvaluation.Of([0, 0, 0, 3], ["a", "a", "b", "b"], 2));
    }

    // Two rows each: as typed once, and with a slip, a gap or the names in each other's place.
    private static (PersonList List, List<string> Truth) Persons(int count, int seed)
    {
        string[] firsts = ["anna", "boris", "clara", "david", "elena", "fedor", "galina", "henry", "irina", "jakob", "karina", "leonid"];
        var random = new Random(seed);
        var words = new Kernels.RandomWords(seed);
        List<string?>[] columns = [[], [], [], []];
        var truth = new List<string>();
        for (var person = 0; person < count; person++)
        {
            var first = firsts[random.Next(firsts.Length)];
            var last = words.Word(6 + person % 4, "abdegiklmnoprstuv");
            var date = $"{1950 + random.Next(50)}-{1 + random.Next(12):00}-{1 + random.Next(28):00}";
            var town = "town " + words.Word(2, "abcdef");
            Add(first, last, date, town);
            if (random.Next(10) == 0) Add(last, first, date, town);
            else Add(first, words.Slip(last, random.Next(2), 24, "aeiou"), random.Next(4) == 0 ? null : date, random.Next(3) == 0 ? null : town);

            void Add(params string?[] row)
            {
                for (var c = 0; c < row.Length; c++) columns[c].Add(row[c]);
                truth.Add(person.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return (new PersonList
        {
            Columns =
            [
                new("first", ColumnKind.First, columns[0]), new("last", ColumnKind.Last, columns[1]), new("born", ColumnKind.Date, columns[2]),
                new("town", ColumnKind.Text, columns[3]),
            ],
        }, truth);
    }
}
