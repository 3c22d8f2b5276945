using DedupPortal.Matching.Contacts;
using DedupPortal.Matching.Names;
using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Scoring;

/// <summary>A Telegram card as it looks for its person: the name completed out of the username.</summary>
internal sealed class ChatCard
{
    internal ChatCard(NormalizedRecord record)
    {
        Record = record;
        Name = record.Name;
        if (record.Handle is not { First: { } first } handle || Name.FirstCertain) return;
        // A nickname on display gives way to the name in the username.
        Name = Name with
        {
            First = first,
            FirstText = handle.FirstText,
            FirstCertain = true,
            Sex = Name.Sex == Sex.Unknown ? first.Sex : Name.Sex,
        };
    }

    internal NormalizedRecord Record { get; }

    internal PersonName Name { get; }

    internal Handle? Handle => Record.Handle;
}
