using System.Text;
using DedupPortal.Matching.Classic;
using DedupPortal.Matching.Contacts;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Tests;

/// <summary>Whatever stands in a field, reading it ends, and costs no more than its limit allows.</summary>
public sealed class FuzzTests
{
    [Fact]
    public void Read_RandomUnicode_NeverThrows()
    {
        var random = new Random(2026);
        for (var i = 0; i < 8_000; i++) ReadAll(Text(random, random.Next(120)));
    }

    public static TheoryData<string> Hostile =>
    [
        "a", "я", "1", "+7 ", "@", "a@b.c ", "t.me/", "https://t.me/abcde ", "Иван ", "и", "А. ", "\u0301", "\u200D", "\uD83D\uDE00", "\uD800", "\uFFFE", "ﷺ",
        "shch", "imol|", "|", "муж +7 999 000-00-12 ", "меня зовут Иван ", "оглы ", "'", "8(999)",
    ];

    // Texts are cut at 4,000 characters: a longer one must not cost more. NFKC makes 18 characters of one ﷺ.
    [Theory]
    [MemberData(nameof(Hostile))]
    public void Read_EndlessRepetition_CostsNoMoreThanTheLimit(string piece)
    {
        const long Most = 64L << 20;
        var text = new StringBuilder(piece.Length * 300_000).Insert(0, piece, 300_000).ToString();
        ReadAll(piece);

        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadAll(text);
        var cost = GC.GetAllocatedBytesForCurrentThread() - before;

        // What is copied before it is cut may be a few times the text itself.
        Assert.True(cost < Most + 8L * text.Length, $"{cost >> 20} MiB");
    }

    private static void ReadAll(string text)
    {
        var rules = NameRules.None;
        foreach (var word in Words.Split(text, ref rules)) Assert.NotEmpty(word.Text);
        _ = NameParser.Parse(text, typedByStaff: true).NormalForm;
        _ = NameParser.Parse(text, text, text, typedByStaff: false).NormalForm;
        _ = CompanyTitle.Read(text);
        _ = Skeleton.Coarse(text.ToLowerInvariant());
        _ = Skeleton.Fine(text.ToLowerInvariant());
        _ = PhoneParser.Parse(text);
        _ = EmailAddress.Parse(text);
        _ = Handle.Read(text);
        _ = TelegramAddress.Username(text);
        _ = OpenLineCode.Parse(text)?.TelegramId;
        _ = CalendarDay.Digits(text);
        var found = new TextIdentifiers();
        found.Read(text);
        Assert.True(found.Phones.Count <= 16 && found.Emails.Count <= 16 && found.Usernames.Count <= 16);
    }

    // Every plane, halves of pairs and non-characters, mixed with what names, phones and addresses are made of.
    private static string Text(Random random, int length)
    {
        const string Usual = "абвгяАБЯёabcxyzABC0123456789+-()@._| '`,;#/\u200D\u0301\u00A0";
        var text = new StringBuilder();
        while (text.Length < length)
        {
            switch (random.Next(4))
            {
                case 0: text.Append((char)random.Next(0x10000)); break;
                case 1 when random.Next(3) == 0: text.Append(char.ConvertFromUtf32(0x10000 + random.Next(0x100000))); break;
                default: text.Append(Usual[random.Next(Usual.Length)]); break;
            }
        }

        return text.ToString();
    }
}
