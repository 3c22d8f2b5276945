namespace DedupPortal.Matching.Names;

/// <summary>
/// One form of a first name: "Саша", "Александр", or a word that the dictionary does not know (then without groups).
/// </summary>
/// <param name="Key">Equal for all spellings of the form in both scripts.</param>
/// <param name="Groups">Ids of the full names it may stand for, ascending: Саша → Александр, Александра.</param>
/// <param name="Sex">Known when all groups agree.</param>
/// <param name="Share">Share of people in a Russian-speaking CRM who are written so, 0 to 1; general knowledge.</param>
/// <param name="IsFull">Whether it is a full name, not a diminutive.</param>
internal sealed record NameForm(string Key, int[] Groups, Sex Sex, double Share, bool IsFull)
{
    /// <summary>Share of people with a name that the dictionary does not know.</summary>
    internal const double UnknownShare = 0.0003;

    internal static NameForm Unknown(string skeleton) => new("~" + skeleton, [], Sex.Unknown, UnknownShare, IsFull: true);

    internal bool IsKnown => Groups.Length > 0;

    /// <summary>The form's coarse skeleton, by which slips of the finger are measured.</summary>
    internal string Bare { get; } = Key[0] is '~' or '?' ? Key[1..] : Skeleton.Coarse(Key);

    /// <summary>Whether both may stand for one full name. Symmetric.</summary>
    internal bool SharesGroup(NameForm other)
    {
        int i = 0, j = 0;
        while (i < Groups.Length && j < other.Groups.Length)
        {
            if (Groups[i] == other.Groups[j]) return true;
            if (Groups[i] < other.Groups[j]) i++;
            else j++;
        }

        return false;
    }
}
