using DedupPortal.Matching.Classic;

namespace DedupPortal.Matching.Tests.Classic;

public sealed class RowComparisonTests
{
    // Read off the rules by hand.
    [Theory]
    [InlineData(ColumnKind.First, "Саша", "Александр", "Close")] // diminutive
    [InlineData(ColumnKind.First, "Мария", "Mariia", "Same")] // one skeleton
    [InlineData(ColumnKind.First, "j", "john", "Loose")]
    [InlineData(ColumnKind.Last, "green", "gren", "Close")]
    [InlineData(ColumnKind.Last, "green", "stone", "Different")]
    [InlineData(ColumnKind.Last, "green", " ", "Missing")]
    [InlineData(ColumnKind.Date, "1987-03-05", "05.03.1987", "Same")]
    [InlineData(ColumnKind.Date, "1987-03-05", "19870503", "Close")] // turned
    [InlineData(ColumnKind.Date, "1987-03-05", "1987-03-06", "Close")]
    [InlineData(ColumnKind.Date, "1987-03-05", "1962-03-05", "Near")] // another year
    [InlineData(ColumnKind.Date, "1987-03-05", "1987-11-28", "Loose")]
    [InlineData(ColumnKind.Date, "1987-03-05", "1962-11-28", "Different")]
    [InlineData(ColumnKind.Code, "tq13 8df", "TQ13 8HU", "Near")] // two slips
    [InlineData(ColumnKind.Code, "tq13 8df", "tq13 9xy", "Loose")]
    [InlineData(ColumnKind.Code, "2119", "2191", "Close")]
    [InlineData(ColumnKind.Text, "wallaby place", "walaby plcae", "Close")]
    [InlineData(ColumnKind.Text, "wallaby place", "stone place", "Loose")]
    [InlineData(ColumnKind.Word, "nsw", "NSW", "Same")]
    [InlineData(ColumnKind.Word, "nsw", "nsv", "Different")]
    [InlineData(ColumnKind.Phone, "+7 999 000-00-12", "8 (999) 000 00 12", "Same")]
    [InlineData(ColumnKind.Phone, "+7 999 000-00-12", "8 (999) 000 00 13", "Close")]
    [InlineData(ColumnKind.Email, "Ivan@mail.example", "ivan@mail.example", "Same")]
    public void Compare_TwoValues_AgreeAsTheKindSays(ColumnKind kind, string one, string other, string expected)
    {
        var rows = PersonRows.Read(new PersonList { Columns = [new("x", kind, [one, other])] });
        var comparison = new RowComparison(rows);

        Assert.Equal(expected, RowComparison.At(comparison.Compare(0, 1, out _), 0).ToString());
        Assert.Equal(expected, RowComparison.At(comparison.Compare(1, 0, out _), 0).ToString());
    }

    // Green is borne by 2 of 4: 1 bit; as a first name nobody else bears it.
    [Fact]
    public void Compare_NamesInEachOthersPlace_AreSwappedWithTheirSurprise()
    {
        var rows = PersonRows.Read(new PersonList
        {
            Columns = [new("f", ColumnKind.First, ["jinni", "dreyer", "mia", "mia"]), new("l", ColumnKind.Last, ["dreyer", "jinni", "green", "green"])],
        });
        var comparison = new RowComparison(rows);

        var pattern = comparison.Compare(0, 1, out var surprise);
        comparison.Compare(2, 3, out var equal);

        Assert.Equal((Agreement.Swapped, Agreement.Swapped), (RowComparison.At(pattern, 0), RowComparison.At(pattern, 1)));
        // Two names of one in four each.
        Assert.Equal(4, surprise, 5);
        // Mia and Green, one in two each.
        Assert.Equal(2, equal, 5);
    }

    [Theory]
    [InlineData("1987-03-05", "19870305")]
    [InlineData("05.03.1987", "19870305")]
    [InlineData("1987", "19870000")]
    [InlineData("1987-03-05T10:20:30", "19870305")]
    [InlineData("5.3.87", "")]
    [InlineData("unknown", "")]
    public void Digits_DayAsTyped_IsYearFirst(string text, string expected) => Assert.Equal(expected, CalendarDay.Digits(text));
}
