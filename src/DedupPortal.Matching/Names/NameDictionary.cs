namespace DedupPortal.Matching.Names;

/// <summary>Full first names with their diminutives; looks up a word of either script.</summary>
internal static class NameDictionary
{
    // Part of the bearers of a full name who are written by it; the rest is spread over the diminutives.
    private const double WrittenInFull = 0.7;

    private static readonly Dictionary<string, NameForm> s_fine = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, NameForm> s_coarse = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, string> s_spellings = new(NameDictionaryWords.Spellings, StringComparer.Ordinal);
    private static readonly Dictionary<string, string> s_spellingKeys = new(StringComparer.Ordinal);
    private static readonly List<string> s_fullNames = [];

    static NameDictionary()
    {
        var drafts = new Dictionary<string, Draft>(StringComparer.Ordinal);
        var order = new List<Draft>();
        Read(NameDictionaryWords.Male, Sex.Male);
        Read(NameDictionaryWords.Female, Sex.Female);
        // Other languages' spellings are found in either script.
        foreach (var (word, usual) in s_spellings.ToList()) s_spellingKeys.TryAdd(Skeleton.Fine(word), usual);
        foreach (var draft in order) s_fine[draft.Fine] = draft.ToForm();
        foreach (var same in order.GroupBy(draft => Skeleton.Coarse(draft.Word), StringComparer.Ordinal))
        {
            var all = same.ToList();
            s_coarse[same.Key] = all.Count == 1 ? s_fine[all[0].Fine] : Draft.Merge("?" + same.Key, all).ToForm();
        }

        void Read(string table, Sex sex)
        {
            foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var head = line.IndexOf(':', StringComparison.Ordinal);
                var nameAndWeight = line[..head].Split(' ');
                var share = int.Parse(nameAndWeight[1], System.Globalization.CultureInfo.InvariantCulture) / 10_000.0;
                var forms = line[(head + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                var diminutives = forms.Where(form => form[0] != '=').ToArray();
                var group = s_fullNames.Count;
                s_fullNames.Add(nameAndWeight[0]);
                Put(nameAndWeight[0], group, sex, share * (diminutives.Length == 0 ? 1 : WrittenInFull), isFull: true);
                foreach (var word in diminutives)
                    Put(word, group, sex, share * (1 - WrittenInFull) / diminutives.Length, isFull: false);
                foreach (var word in forms.Where(form => form[0] == '='))
                    s_spellings.Add(word[1..].ToLowerInvariant(), nameAndWeight[0].ToLowerInvariant());
            }
        }

        void Put(string word, int group, Sex sex, double share, bool isFull)
        {
            var fine = Skeleton.Fine(word.ToLowerInvariant());
            if (!drafts.TryGetValue(fine, out var draft))
            {
                draft = new Draft(word.ToLowerInvariant(), fine);
                drafts.Add(fine, draft);
                order.Add(draft);
            }

            draft.Add(group, sex, share, isFull);
        }
    }

    /// <summary>Number of full names.</summary>
    internal static int Count => s_fullNames.Count;

    /// <summary>The full name of a group id.</summary>
    internal static string FullName(int group) => s_fullNames[group];

    /// <summary>
    /// The form a lower-case word stands for, or null. A spelling that fits several names coarsely (Latin "ana": Анна, Яна)
    /// gives a form with all their groups.
    /// </summary>
    internal static NameForm? Find(string lowerWord)
    {
        if (lowerWord.Length is < 2 or > 24) return null;
        if (s_spellings.TryGetValue(lowerWord, out var usual)) lowerWord = usual;
        var fine = Skeleton.Fine(lowerWord);
        if (s_fine.TryGetValue(fine, out var form)) return form;
        return s_spellingKeys.TryGetValue(fine, out usual)
            ? s_fine[Skeleton.Fine(usual)]
            : s_coarse.GetValueOrDefault(Skeleton.Coarse(lowerWord));
    }

    private sealed class Draft(string word, string fine)
    {
        private readonly SortedSet<int> _groups = [];
        private double _share;
        private bool _male;
        private bool _female;
        private bool _full;

        internal string Word => word;

        internal string Fine => fine;

        internal void Add(int group, Sex sex, double share, bool isFull)
        {
            _groups.Add(group);
            _share += share;
            _male |= sex == Sex.Male;
            _female |= sex == Sex.Female;
            _full |= isFull;
        }

        internal static Draft Merge(string key, List<Draft> drafts)
        {
            var merged = new Draft(key, key);
            foreach (var draft in drafts)
            {
                merged._groups.UnionWith(draft._groups);
                merged._share += draft._share;
                merged._male |= draft._male;
                merged._female |= draft._female;
                merged._full |= draft._full;
            }

            return merged;
        }

        internal NameForm ToForm() =>
          new(word, [.. _groups], _male == _female ? Sex.Unknown : _male ? Sex.Male : Sex.Female, _share, _full);
    }
}
