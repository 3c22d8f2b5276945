using DedupPortal.Cli;

namespace DedupPortal.Portal.Tests.Cli;

public sealed class PersonListTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("person-lists").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Match_ListWithATruthColumn_PrintsQualityAndWritesThePersons()
    {
        var list = Write("list.csv", "id,first,last,born,phone,who", Rows().SelectMany(r => new[] { r.One, r.Other }));
        var output = Path.Combine(_folder, "persons.csv");

        var (code, text, errors) = await RunAsync("match", "--dedupe", list, "--columns", "id=id,truth=who,first=first,last=last,date=born,phone=phone", "--output", output);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("80 rows, 40 persons", text, StringComparison.Ordinal);
        Assert.Contains("40 true pairs, 40 found, 40 right: P 1.0000 R 1.0000 F1 1.0000", text, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(output, TestContext.Current.CancellationToken);
        Assert.Equal(["id,person", "a0,a0", "\"b,0\",a0"], lines[..3]);
    }

    [Fact]
    public async Task Match_TwoLists_LinksThem()
    {
        var one = Write("one.csv", "id,first,last,born,phone,who", Rows().Select(r => r.One));
        var other = Write("other.csv", "id,first,last,born,phone,who", Rows().Select(r => r.Other).Reverse());

        var (code, text, _) = await RunAsync(
            "match", "--dedupe", one, "--link", other, "--columns", "id=id,truth=who,first=first,last=last,date=born,phone=phone", "--truth-pattern", "^p(\\d+)");

        Assert.Equal(0, code);
        Assert.Contains("F1 1.0000", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--columns is missing", "match", "--dedupe", "x.csv")]
    [InlineData("\"who\" is not understood", "match", "--dedupe", "x.csv", "--columns", "id=id,who")]
    [InlineData("needs id=NAME", "match", "--dedupe", "x.csv", "--columns", "first=a")]
    [InlineData("--link needs a value", "match", "--dedupe", "x.csv", "--columns", "id=id,first=a", "--link")]
    [InlineData("--fast is not an option", "match", "--dedupe", "x.csv", "--fast", "yes")]
    [InlineData("not a regular expression", "match", "--dedupe", "x.csv", "--columns", "id=id,first=a", "--truth-pattern", "(")]
    public async Task Match_WrongArguments_SaysWhatIsWrong(string sentence, params string[] args)
    {
        var (code, _, errors) = await RunAsync(args);

        Assert.Equal(2, code);
        Assert.Contains(sentence == "--columns is missing" ? "--columns are needed" : sentence, errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was matched.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Match_ColumnThatIsNotThere_NamesTheColumnsThatAre()
    {
        var list = Write("list.csv", "id,first", ["1,anna"]);

        var (code, _, errors) = await RunAsync("match", "--dedupe", list, "--columns", "id=id,first=name");

        Assert.Equal(2, code);
        Assert.Contains("no column \"name\"; its columns are id, first", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Match_FileThatIsNotThere_SaysSo()
    {
        var (code, _, errors) = await RunAsync("match", "--dedupe", Path.Combine(_folder, "none.csv"), "--columns", "id=id,first=name");

        Assert.Equal(2, code);
        Assert.Contains("none.csv", errors, StringComparison.Ordinal);
        Assert.Contains("Nothing was written.", errors, StringComparison.Ordinal);
    }

    private static IEnumerable<(string One, string Other)> Rows()
    {
        for (var i = 0; i < 40; i++)
        {
            var last = "stem" + string.Concat(Enumerable.Range(0, 4).Select(k => (char)('a' + (i * 7 + k * k * 5 + i / 3) % 26)));
            yield return (
                $"a{i},Anna,{last},19{50 + i}-0{1 + i % 9}-1{i % 10},+7 999 {100 + i} 4{i:00} 1{i % 10},p{i}",
                $"\"b,{i}\",Аня,{last},\"19{50 + i}-0{1 + i % 9}-1{i % 10}\",8 (999) {100 + i}-4{i / 10}-{i % 10}1-{i % 10},p{i}");
        }
    }

    private string Write(string name, string header, IEnumerable<string> rows)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, rows.Prepend(header));
        return path;
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await Verbs.RunAsync(args, output, errors, _ => null, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
