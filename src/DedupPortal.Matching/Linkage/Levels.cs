namespace DedupPortal.Matching.Linkage;

/// <summary>
/// Levels that a pair reached, packed into 32 bits: what weights, counts and explanations are all read from. Every part is 0
/// where a side is silent.
/// </summary>
internal static class Levels
{
    // Place and width of each part; together 32 bits.
    internal const int First = 0, Surname = 3, Patronymic = 6, Sex = 8, HandleEmail = 10, HandleName = 13, Phone = 16, Email = 18, Telegram = 19, Time = 22;
    internal const uint Three = 7, Two = 3, One = 1, Seven = 127;

    /// <summary>Number of parts that have levels in the table of <see cref="ChatWeights"/>; time has a table of its own.</summary>
    internal const int Parts = 9;

    /// <summary>Where each part's levels begin in that table, eight apart.</summary>
    internal const int TableSize = Parts * 8;

    // Surname: 1 equal, 2 near, 3 initial agrees, 4 initial differs, 5 differs, 6 agrees where a phone is shared already.
    internal const uint SurnameSame = 1, SurnameNear = 2, InitialSame = 3, InitialDifferent = 4, SurnameDifferent = 5, SurnameOfHousehold = 6;

    // Sex and patronymic: 1 agrees, 2 contradicts.
    internal const uint Agrees = 1, Contradicts = 2;

    // Handle against e-mail: 1 equal, 2 same words, 3 different; 4 and 5 equal where the surname agrees already (with and
    // without digits in it), 6 same words where it does.
    internal const uint HandleSame = 1, HandleWords = 2, HandleDifferent = 3, HandleSameDigits = 4, HandleSameName = 5, HandleWordsName = 6;

    // Handle against name: 1 a surname-shaped word is the surname, 2 another word is, 3 near, 4 somebody else's.
    internal const uint WordIsSurname = 1, WordMayBeSurname = 2, WordNear = 3, WordDifferent = 4;

    // Phone in text: 1 own, 2 somebody else's, 3 other.
    internal const uint PhoneOwn = 1, PhoneOfAnother = 2, PhoneOther = 3;

    // Telegram: 1 same id, 2 other id, 3 same username, 4 other username.
    internal const uint IdSame = 1, IdOther = 2, UsernameSame = 3, UsernameOther = 4;

    // Time: 0 nothing near, then bins after a message, card after chat, card before chat.
    internal const int AfterMessage = 1, CardAfter = 24, CardBefore = 45, TimeCount = 64;

    internal static uint Of(uint levels, int part, uint mask) => levels >> part & mask;
}
