using System.Text;
using DedupPortal.Cli.Linkage;

namespace DedupPortal.Portal.Tests.Cli;

public sealed class TablePartsTests
{
    [Fact]
    public void Next_RandomTables_GivesTheRecordsOfAReaderFromTheBeginning()
    {
        var random = new Random(17);
        string[] pieces = ["анна", "x", " ", "\"\"", "\n", ",", "\r\n", "ё\"", "12"];
        for (var round = 0; round < 200; round++)
        {
            var table = new StringBuilder("id,name\n");
            for (var i = random.Next(60); i >= 0; i--)
            {
                var text = string.Concat(Enumerable.Range(0, random.Next(5)).Select(_ => pieces[random.Next(pieces.Length)]));
                // Outside of quotation marks a mark in the middle of a field is a letter like any other.
                table.Append(i).Append(',').Append(random.Next(2) == 0 ? $"\"{text.Replace("ё\"", "ё\"\"", StringComparison.Ordinal)}\"" : "a" + text.Replace(",", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal));
                table.Append(random.Next(3) == 0 ? "\r\n" : "\n");
            }

            Same(table.ToString(), 16 + random.Next(200));
        }
    }

    [Theory]
    [InlineData("id,name")]
    [InlineData("id,name\n")]
    [InlineData("id,name\n1,a")]
    [InlineData("\uFEFFid,name\r\n1,\"a\nb\"\r\n\r\n2,c\r\n")]
    public void Next_SmallTables_GivesAllRecords(string table) => Same(table, 16);

    private static void Same(string table, int size)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, table, new UTF8Encoding(false));
            using var text = new StreamReader(path);
            var whole = new CsvReader(text, "t.csv", "id", "name");
            var expected = Records(whole);
            using var again = new StreamReader(path);
            var head = new CsvReader(again, "t.csv", "id", "name");
            using var file = File.OpenHandle(path);
            var parts = TableParts.Of(file, head, size);
            var found = new List<(string, string)>();
            byte[] buffer = [];
            while (parts.Next(ref buffer) is { } part) found.AddRange(Records(part));

            Assert.Equal(expected, found);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static List<(string, string)> Records(CsvReader csv)
    {
        var records = new List<(string, string)>();
        while (csv.Read()) records.Add((csv[0].ToString(), csv[1].ToString()));
        return records;
    }
}
