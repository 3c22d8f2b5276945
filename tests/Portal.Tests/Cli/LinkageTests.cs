using System.Text;
using DedupPortal.Cli;
using DedupPortal.Cli.Linkage;
using DedupPortal.Matching;

namespace DedupPortal.Portal.Tests.Cli;

public sealed class LinkageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("linkage-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Match_SmallPortal_WritesTheLikeliestCardFirstAndEvaluates()
    {
        WritePortal();
        var file = Path.Combine(_folder, "pairs.csv");

        var matched = await RunAsync("match", "--input", _folder, "--output", file);
        var evaluated = await RunAsync("evaluate", "--pairs", file, "--truth", Path.Combine(_folder, "truth.csv"));

        Assert.Equal((0, ""), (matched.Code, matched.Errors));
        Assert.Contains("2 Telegram cards, 3 cards with phones", matched.Output, StringComparison.Ordinal);
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal("t_id,p_id,weight,probability", lines[0]);
        Assert.StartsWith("1,11,", lines[1], StringComparison.Ordinal);
        Assert.Equal((0, ""), (evaluated.Code, evaluated.Errors));
        Assert.Contains("top-1 recall 1.0000", evaluated.Output, StringComparison.Ordinal);
    }

    // Card 1's pair shares first name and surname, card 2's a phone out of the chat; with a truth that denies both, both are wrong.
    [Fact]
    public async Task Evaluate_WithThePortal_NamesTheKindOfWhatIsWrong()
    {
        WritePortal();
        var (file, truth) = (Path.Combine(_folder, "pairs.csv"), Path.Combine(_folder, "other-truth.csv"));
        await File.WriteAllTextAsync(truth, "t_id,p_id\n1,13\n", TestContext.Current.CancellationToken);
        await RunAsync("match", "--input", _folder, "--output", file);

        var (code, output, errors) = await RunAsync("evaluate", "--pairs", file, "--truth", truth, "--input", _folder);

        Assert.Equal((0, ""), (code, errors));
        Assert.Matches(@"first name and surname +p >= 0.5: 1 of 1;.*clients without any card: 0", output);
        Assert.Matches(@"phone or e-mail in the chat +p >= 0.5: 1 of 1;.*clients without any card: 1", output);
        Assert.Matches(@"time alone +p >= 0.5: 0 of 0;", output);
    }

    [Fact]
    public async Task Evaluate_PairsOfAnotherPortal_SaysWhichAndExitsWith1()
    {
        WritePortal();
        var file = Path.Combine(_folder, "pairs.csv");
        await File.WriteAllTextAsync(file, "t_id,p_id,weight,probability\n1,99,3,0.9\n", TestContext.Current.CancellationToken);

        var (code, _, errors) = await RunAsync("evaluate", "--pairs", file, "--truth", Path.Combine(_folder, "truth.csv"), "--input", _folder);

        Assert.Equal(1, code);
        Assert.Contains("no cards 1 and 99", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Match_EmptyTables_WritesNoPairs()
    {
        WritePortal();
        foreach (var table in (string[])["t.csv", "p.csv", "msg.csv"])
        {
            var path = Path.Combine(_folder, table);
            await File.WriteAllTextAsync(path, (await File.ReadAllLinesAsync(path, TestContext.Current.CancellationToken))[0] + "\n", TestContext.Current.CancellationToken);
        }

        var file = Path.Combine(_folder, "pairs.csv");
        var (code, output, errors) = await RunAsync("match", "--input", _folder, "--output", file);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("0 pairs written", output, StringComparison.Ordinal);
        Assert.Equal("t_id,p_id,weight,probability\n", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("t.csv")]
    [InlineData("p.csv")]
    [InlineData("msg.csv")]
    public async Task Match_FileOfNoBytes_SaysSo(string table)
    {
        WritePortal();
        await File.WriteAllBytesAsync(Path.Combine(_folder, table), [], TestContext.Current.CancellationToken);

        var (code, _, errors) = await RunAsync("match", "--input", _folder, "--output", Path.Combine(_folder, "pairs.csv"));

        Assert.Equal(1, code);
        Assert.Contains(table, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Match_Threshold_LeavesOutTheUnlikely()
    {
        WritePortal();
        var file = Path.Combine(_folder, "pairs.csv");

        await RunAsync("match", "--input", _folder, "--output", file, "--threshold", "0.5");

        foreach (var line in (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Skip(1))
            Assert.True(double.Parse(line.Split(',')[3], System.Globalization.CultureInfo.InvariantCulture) >= 0.5, line);
    }

    [Fact]
    public async Task Explain_Pair_PrintsTheWaterfall()
    {
        WritePortal();

        var (code, output, errors) = await RunAsync("explain", "--input", _folder, "--t", "1", "--p", "11");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("Prior", output, StringComparison.Ordinal);
        Assert.Contains("SurnameSame", output, StringComparison.Ordinal);
        Assert.Contains("bits: probability", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("match", "--input")]
    [InlineData("match", "--input", "x", "--output", "y", "--threshold", "2")]
    [InlineData("match", "--input", "x", "--output", "y", "--speed", "2")]
    [InlineData("explain", "--input", "x", "--t", "one", "--p", "2")]
    public async Task Run_WrongArguments_SaysHowAndExitsWith2(params string[] arguments)
    {
        var (code, _, errors) = await RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Contains("usage:", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Match_MissingTable_NamesTheFileAndWritesNothing()
    {
        var file = Path.Combine(_folder, "pairs.csv");

        var (code, _, errors) = await RunAsync("match", "--input", _folder, "--output", file);

        Assert.Equal(1, code);
        Assert.Contains(".csv", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("t_id,created\n1,2\n", "has no column display")]
    [InlineData("t_id,created,title,display,username,tg_id,imol,chat\n1,x,,,,,,\n", "line 2: created is no whole number")]
    [InlineData("t_id,created,title,display,username,tg_id,imol,chat\n1,2,,\"open\n", "a quotation mark is never closed")]
    [InlineData("t_id,created,title,display,username,tg_id,imol,chat\n1,2\n", "2 fields, but the first line names 8")]
    public async Task Match_BrokenTable_SaysWhereItBreaks(string table, string expected)
    {
        WritePortal();
        await File.WriteAllTextAsync(Path.Combine(_folder, "t.csv"), table, TestContext.Current.CancellationToken);

        var (code, _, errors) = await RunAsync("match", "--input", _folder, "--output", Path.Combine(_folder, "pairs.csv"));

        Assert.Equal(1, code);
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public void CsvReader_QuotesAndLineBreaks_AreRead()
    {
        var csv = new CsvReader(new StringReader("b,a\r\n\"x,\"\"y\"\"\nz\",1\r\n\r\n,\n"), "some.csv", "a", "b");

        Assert.True(csv.Read());
        Assert.Equal("1", csv[0].ToString());
        Assert.Equal("x,\"y\"\nz", csv[1].ToString());
        Assert.True(csv.Read());
        Assert.Equal(("", ""), (csv[0].ToString(), csv[1].ToString()));
        Assert.False(csv.Read());
    }

    [Fact]
    public void CsvReader_FieldsLongerThanTheBuffer_AreWhole()
    {
        var text = new StringBuilder("a,b\n");
        for (var i = 0; i < 40; i++) text.Append(new string((char)('a' + i % 26), 5000 * i)).Append(",\"").Append(new string('q', 3000 * i)).Append("\"\n");
        var csv = new CsvReader(new StringReader(text.ToString()), "some.csv", "a", "b");

        for (var i = 0; i < 40; i++)
        {
            Assert.True(csv.Read());
            Assert.Equal((5000 * i, 3000 * i), (csv[0].Length, csv[1].Length));
        }

        Assert.False(csv.Read());
    }

    [Fact]
    public void Evaluation_FourCards_IsAsCountedByHand()
    {
        // Cards 1 and 2 right at .9 and .6, card 3 wrong at .8, card 4 linked but not found: at p ≥ .5 three said, two right,
        // three linked: P 2/3, R 2/3, F1 2·2/(3+3). Best threshold: .6. At .9: P 1, R 1/3.
        List<LinkedPair> pairs = [new(1, 11, 9, 0.9), new(1, 12, 1, 0.05), new(2, 12, 5, 0.6), new(3, 13, 7, 0.8)];

        var evaluation = Evaluation.Of(pairs, new HashSet<(long, long)> { (1, 11), (2, 12), (4, 14) });

        Assert.Equal(3, evaluation.Linked);
        Assert.Equal((2 / 3.0, 2 / 3.0, 2 / 3.0), (evaluation.AtHalf.Precision, evaluation.AtHalf.Recall, evaluation.AtHalf.F1));
        Assert.Equal(0.6, evaluation.Best.Threshold);
        Assert.Equal(1 / 3.0, evaluation.RecallAtCertain);
        Assert.Equal(1, evaluation.FalseMerges);
        Assert.Equal((0.01 + 0.0025 + 0.16 + 0.64) / 4, evaluation.Brier, 9);
        // Four bins of one pair each: |.9−1| + |.05−0| + |.6−1| + |.8−0| over four.
        Assert.Equal((0.1 + 0.05 + 0.4 + 0.8) / 4, evaluation.CalibrationError, 9);
    }

    private void WritePortal()
    {
        Write("t.csv", "t_id,created,title,display,username,tg_id,imol,chat\n1,1700090000,Лид,Анна Зеленцова,anna_zelentsova,500000001,imol|telegrambot|1|500000001|7,\"Добрый день, сколько стоит?\"\n2,1700190000,Чат,Глеб 🔥,,500000002,imol|telegrambot|1|500000002|8,Мой номер 8 (999) 000-00-13\n");
        Write("p.csv", "p_id,created,name,phones,email\n11,1700000000,Зеленцова Анна,+79990000012,\n12,1700000000,Глеб Щегловитов,8 999 000-00-13,gleb@example.com\n13,1700000000,Клиент 4321,+79990000014,\n");
        Write("msg.csv", "p_id,sent\n11,1700089000\n");
        Write("truth.csv", "t_id,p_id\n1,11\n2,12\n");

        void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        await using StringWriter output = new(), errors = new();
        var code = await Verbs.RunAsync(arguments, output, errors, _ => null, TestContext.Current.CancellationToken);
        return (code, output.ToString(), errors.ToString());
    }
}
