using System.Runtime.InteropServices;
using DedupPortal.Matching.Names;

namespace DedupPortal.Matching.Linkage;

/// <summary>What a run has found beside the cards.</summary>
internal sealed record LinkedState(double Prior, Alternatives Alternatives);

/// <summary>
/// A portal as bytes: the columns of its cards, not the lists made of them. Header: eight letters, the build that wrote it, the
/// length of the rest, a checksum of these; then the columns; then a checksum of all.
/// </summary>
internal static class PortalSnapshot
{
    internal static void Write(Stream to, PortalIndex index, LinkedState? linked)
    {
        var draft = PortalCopy.Of(index, out _);
        // Counted first, so that the reader knows what to expect.
        var count = new SnapshotWriter(Stream.Null);
        Columns(count, draft, linked);
        var writer = new SnapshotWriter(to);
        writer.Header(count.Written);
        Columns(writer, draft, linked);
        writer.Close();
    }

    /// <summary>The draft of the cards; null with the fault when the bytes are of no use.</summary>
    internal static (PortalDraft Draft, LinkedState? Linked)? Read(Stream from, out SnapshotFault? fault)
    {
        var reader = new SnapshotReader(from);
        fault = reader.Header();
        if (fault is not null) return null;
        var draft = new PortalDraft();
        try
        {
            var linked = Columns(reader, draft);
            if (reader.Close()) return (draft, linked);
        }
        catch (Exception broken) when (broken is EndOfStreamException or SnapshotException)
        {
            // Said by the fault.
        }

        fault = SnapshotFault.Damaged;
        return null;
    }

    private static void Columns(SnapshotWriter to, PortalDraft draft, LinkedState? linked)
    {
        WriteForms(to, draft.Forms);
        WriteTexts(to, draft.Surnames.Count, number => draft.Surnames[number]);
        WriteTexts(to, draft.Patronymics.Count, number => draft.Patronymics[number]);
        WriteKeys(to, draft.Handles);
        WriteKeys(to, draft.HandleWords);
        to.Write<PhoneCard>(CollectionsMarshal.AsSpan(draft.Phones));
        to.Write<long>(CollectionsMarshal.AsSpan(draft.PhoneTags));
        WriteKeyed(to, draft.PhoneNumbers);
        WriteKeyed(to, draft.Emails);
        WriteKeyed(to, draft.Usernames);
        WriteKeyed(to, draft.TelegramIds);
        to.Write<int>(draft.MoreHandles.ConvertAll(more => more.Handle).ToArray());
        to.Write<int>(draft.MoreHandles.ConvertAll(more => more.Words).ToArray());
        to.Write<int>(draft.MoreHandles.ConvertAll(more => more.Row).ToArray());
        WritePairs(to, draft.Messages);
        WritePairs(to, draft.SamePerson);
        to.Write<ChatRow>(CollectionsMarshal.AsSpan(draft.Chats));
        to.Write<long>(CollectionsMarshal.AsSpan(draft.ChatTags));
        WriteKeyed(to, draft.ChatIdentities);
        WriteContacts(to, draft.Contacts);
        to.Write<double>(linked is null ? [] : [linked.Prior]);
        linked?.Alternatives.Write(to);
    }

    private static LinkedState? Columns(SnapshotReader from, PortalDraft draft)
    {
        ReadForms(from, draft.Forms);
        foreach (var text in ReadTexts(from)) draft.Surnames.Add(text);
        foreach (var text in ReadTexts(from)) draft.Patronymics.Add(text);
        foreach (var key in from.Read<ulong>()) draft.Handles.Add(key);
        foreach (var key in from.Read<ulong>()) draft.HandleWords.Add(key);
        draft.Phones.AddRange(from.Read<PhoneCard>());
        draft.PhoneTags.AddRange(from.Read<long>());
        ReadKeyed(from, draft.PhoneNumbers);
        ReadKeyed(from, draft.Emails);
        ReadKeyed(from, draft.Usernames);
        ReadKeyed(from, draft.TelegramIds);
        var (handles, words, rows) = (from.Read<int>(), from.Read<int>(), from.Read<int>());
        from.Expect(handles.Length == words.Length && words.Length == rows.Length);
        for (var i = 0; i < rows.Length; i++) draft.MoreHandles.Add((handles[i], words[i], rows[i]));
        ReadPairs(from, draft.Messages);
        ReadPairs(from, draft.SamePerson);
        draft.Chats.AddRange(from.Read<ChatRow>());
        draft.ChatTags.AddRange(from.Read<long>());
        ReadKeyed(from, draft.ChatIdentities);
        ReadContacts(from, draft.Contacts);
        return from.Read<double>() is [var prior] ? new LinkedState(prior, Alternatives.Read(from)) : null;
    }

    private static void WriteForms(SnapshotWriter to, Forms forms)
    {
        WriteTexts(to, forms.Count, form => form == 0 ? "" : forms[form].Key);
        var all = Enumerable.Range(1, forms.Count - 1).Select(form => forms[form]).ToList();
        to.Write<int>([.. all.Select(form => form.Groups.Length)]);
        to.Write<int>([.. all.SelectMany(form => form.Groups)]);
        to.Write<byte>([.. all.Select(form => (byte)((int)form.Sex * 2 + (form.IsFull ? 1 : 0)))]);
        to.Write<double>([.. all.Select(form => form.Share)]);
    }

    private static void ReadForms(SnapshotReader from, Forms forms)
    {
        var keys = ReadTexts(from);
        var (lengths, groups, flags, shares) = (from.Read<int>(), from.Read<int>(), from.Read<byte>(), from.Read<double>());
        from.Expect(keys.Length == lengths.Length && keys.Length == flags.Length && keys.Length == shares.Length && lengths.All(length => length >= 0) && lengths.Sum(length => (long)length) == groups.Length);
        var at = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            from.Expect(keys[i].Length > 0);
            forms.Add(new NameForm(keys[i], groups[at..(at + lengths[i])], (Sex)(flags[i] / 2), shares[i], flags[i] % 2 == 1));
            at += lengths[i];
        }
    }

    private static void WriteTexts(SnapshotWriter to, int count, Func<int, string> text)
    {
        var lengths = new int[count - 1];
        var letters = new List<char>();
        for (var number = 1; number < count; number++)
        {
            lengths[number - 1] = text(number).Length;
            letters.AddRange(text(number));
        }

        to.Write<int>(lengths);
        to.Write<char>(CollectionsMarshal.AsSpan(letters));
    }

    private static string[] ReadTexts(SnapshotReader from)
    {
        var (lengths, letters) = (from.Read<int>(), from.Read<char>());
        from.Expect(lengths.All(length => length >= 0) && lengths.Sum(length => (long)length) == letters.Length);
        var texts = new string[lengths.Length];
        var at = 0;
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = new string(letters, at, lengths[i]);
            at += lengths[i];
        }

        return texts;
    }

    private static void WriteKeys(SnapshotWriter to, KeyTable keys)
    {
        var all = new ulong[keys.Count - 1];
        for (var i = 0; i < all.Length; i++) all[i] = keys[i + 1];
        to.Write<ulong>(all);
    }

    private static void WriteKeyed(SnapshotWriter to, List<(ulong Key, int Row)> entries)
    {
        to.Write<ulong>(entries.ConvertAll(entry => entry.Key).ToArray());
        to.Write<int>(entries.ConvertAll(entry => entry.Row).ToArray());
    }

    private static void ReadKeyed(SnapshotReader from, List<(ulong Key, int Row)> entries)
    {
        var (keys, rows) = (from.Read<ulong>(), from.Read<int>());
        from.Expect(keys.Length == rows.Length);
        for (var i = 0; i < keys.Length; i++) entries.Add((keys[i], rows[i]));
    }

    private static void WritePairs(SnapshotWriter to, List<(int, int)> pairs)
    {
        to.Write<int>(pairs.ConvertAll(pair => pair.Item1).ToArray());
        to.Write<int>(pairs.ConvertAll(pair => pair.Item2).ToArray());
    }

    private static void ReadPairs(SnapshotReader from, List<(int, int)> pairs)
    {
        var (ones, others) = (from.Read<int>(), from.Read<int>());
        from.Expect(ones.Length == others.Length);
        for (var i = 0; i < ones.Length; i++) pairs.Add((ones[i], others[i]));
    }

    private static void WriteContacts(SnapshotWriter to, List<ChatContacts> contacts)
    {
        to.Write<int>([.. contacts.SelectMany(one => (int[])[one.OwnPhones.Length, one.OtherPhones.Length, one.Emails.Length, one.Usernames.Length])]);
        to.Write<long>([.. contacts.SelectMany(one => one.OwnPhones.Concat(one.OtherPhones).Append(one.TelegramId))]);
        to.Write<ulong>([.. contacts.SelectMany(one => one.Emails.Concat(one.Usernames))]);
    }

    private static void ReadContacts(SnapshotReader from, List<ChatContacts> contacts)
    {
        var (counts, numbers, keys) = (from.Read<int>(), from.Read<long>(), from.Read<ulong>());
        var (number, key) = (0, 0);
        from.Expect(counts.Length % 4 == 0);
        for (var i = 0; i < counts.Length; i += 4)
        {
            contacts.Add(new ChatContacts(
                Next(numbers, ref number, counts[i]), Next(numbers, ref number, counts[i + 1]), Next(keys, ref key, counts[i + 2]), Next(keys, ref key, counts[i + 3]), Next(numbers, ref number, 1)[0]));
        }

        T[] Next<T>(T[] all, ref int at, int length)
        {
            from.Expect(length >= 0 && length <= all.Length - at);
            at += length;
            return all[(at - length)..at];
        }
    }
}
