using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Contacts;

/// <summary>A phone read out of a text; of another when the text says so or it is a hotline.</summary>
internal readonly record struct PhoneInText(PhoneNumber Phone, bool OfAnother);

/// <summary>What a free text says about who wrote it: phones, e-mails, usernames, "my name is …".</summary>
internal sealed class TextIdentifiers(NameParser? parser = null)
{
    private readonly NameParser _parser = parser ?? new NameParser();

    private static readonly string[] s_others =
    [
      "муж", "жен", "супруг", "мам", "пап", "отц", "отец", "мать", "матер", "сын", "доч", "брат", "сестр", "бабуш", "дедуш", "тещ", "тёщ",
    "свекр", "коллег", "друг", "подруг", "сосед", "начальник", "директор", "прораб", "водител", "секретар", "помощни", "родител",
    "husband", "wife", "mother", "father", "brother", "sister", "friend", "colleague", "boss", "чолові", "дружин", "батьк",
  ];

    // Comfortably more than a chat needs; keeps hostile input cheap.
    private const int MostFound = 16;

    internal List<PhoneInText> Phones { get; } = [];

    internal List<EmailAddress> Emails { get; } = [];

    internal List<string> Usernames { get; } = [];

    internal PersonName Name { get; private set; } = PersonName.Empty;

    /// <summary>Reads one more text; null is nothing. Linear, 4,000 characters at most.</summary>
    internal void Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        if (text.Length > Words.LongestText) text = text[..Words.LongestText];
        ReadPhones(text);
        if (text.Contains('@', StringComparison.Ordinal) || text.Contains("t.me/", StringComparison.OrdinalIgnoreCase)) ReadAddresses(text);
        if (Name.First is null) ReadName(text);
    }

    /// <summary>Whether <see cref="Read"/> could find anything; one look at each letter, and when in doubt it could.</summary>
    internal static bool MayTell(ReadOnlySpan<char> text)
    {
        var (digits, begun) = (0, false);
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c)) digits++;
            else if (c is '@' or '/' || c >= 0x80 && c is not (>= 'А' and <= 'я' or 'ё' or 'Ё')) return true;
            else if (begun && char.IsUpper(c)) return true;
            // Nobody gives his name by the very first word, unless a sentence ends before it.
            begun |= char.IsLetterOrDigit(c) || c is '.' or '!' or '\n';
        }

        return digits >= 10;
    }

    /// <summary>Whether a chat's text is worth reading; stricter than <see cref="MayTell"/>, for tables of a million.</summary>
    internal static bool IsWorthReading(ReadOnlySpan<char> text)
    {
        var digits = 0;
        var words = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c)) digits++;
            else if (c is '@' or '/') return true;
            else if (char.IsUpper(c)) words++;
        }

        // A name needs a capital beside the one that begins the text.
        return digits >= 10 || words >= 2;
    }

    private void ReadPhones(string text)
    {
        for (var i = 0; i < text.Length && Phones.Count < MostFound; i++)
        {
            if (!char.IsAsciiDigit(text[i]) && text[i] != '+') continue;
            var start = i;
            if (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] is '|' or '_' or '/' or '='))
            {
                while (i < text.Length && char.IsLetterOrDigit(text[i])) i++;
                continue;
            }

            var digits = 0;
            var end = i;
            for (; i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is '+' or ' ' or '-' or '(' or ')' or '.' or '\u00A0' or '‑' or '–'); i++)
            {
                if (!char.IsAsciiDigit(text[i])) continue;
                digits++;
                end = i + 1;
            }

            if (digits is < 10 or > 15) continue;
            if (PhoneParser.Parse(text[start..end]) is { IsPlausible: true } phone) Phones.Add(new PhoneInText(phone, phone.IsService || SaysAnother(text, start)));
        }
    }

    private static bool SaysAnother(string text, int at)
    {
        var from = Math.Max(0, at - 40);
        var before = text[from..at].ToLowerInvariant();
        var sentence = before.LastIndexOfAny(['.', '!', '?', '\n']);
        if (sentence >= 0 && sentence < before.Length - 6) before = before[(sentence + 1)..];
        foreach (var word in s_others)
        {
            var found = before.IndexOf(word, StringComparison.Ordinal);
            if (found >= 0 && (found == 0 || !char.IsLetter(before[found - 1]))) return true;
        }

        return false;
    }

    private void ReadAddresses(string text)
    {
        foreach (var part in text.Split([' ', '\n', '\r', '\t', ',', ';', '(', ')', '<', '>', '"'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (Emails.Count < MostFound && EmailAddress.Parse(part.TrimEnd('.', '!', '?', ':')) is { } email) Emails.Add(email);
            else if (Usernames.Count < MostFound && TelegramAddress.Username(part) is { } username) Usernames.Add(username);
        }
    }

    private void ReadName(string text)
    {
        var rules = NameRules.None;
        _words.Clear();
        Tokens.Split(text, NameField.First, _parser.Lexicon, _words, ref rules);
        for (var i = 0; i + 1 < _words.Count; i++)
        {
            if (_words[i].Lexeme.Text is not ("зовут" or "звати" or "это" or "я" or "is" or "имя")) continue;
            if (Introduced(i + 1)) return;
        }

        ReadSignature(text);
    }

    private readonly List<Token> _words = [];

    private bool Introduced(int at)
    {
        if (!_words[at].Capital || _words[at].Lexeme.Form is null) return false;
        var surname = at + 1 < _words.Count && _words[at + 1] is { Capital: true, Lexeme.Surname.HasShape: true } ? _words[at + 1].Lexeme.Text : null;
        Name = _parser.Read(_words[at].Lexeme.Text, default, surname, typedByStaff: false);
        return true;
    }

    // "Добрый день. Григорий": the last sentence is a name and nothing else.
    private void ReadSignature(string text)
    {
        var sentence = text.AsSpan().TrimEnd(" .!\n)").LastIndexOfAny('.', '!', '\n');
        if (sentence < 0 || sentence + 1 >= text.Length) return;
        var rules = NameRules.None;
        _words.Clear();
        Tokens.Split(text.AsSpan(sentence + 1), NameField.First, _parser.Lexicon, _words, ref rules);
        if (_words.Count == 1 || _words.Count == 2 && _words[1] is { Capital: true, Lexeme.Surname.HasShape: true }) Introduced(0);
    }
}
