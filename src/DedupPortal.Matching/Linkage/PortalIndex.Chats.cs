namespace DedupPortal.Matching.Linkage;

// Chats that come and go after the index was built. A chat never changes: it goes and comes again.
internal sealed partial class PortalIndex
{
    private readonly List<int> _lateChatTimes = [];
    private readonly List<int> _goneChatTimes = [];
    private readonly HashSet<int> _goneChats = [];

    /// <summary>Telegram cards that the lists know; those behind them came later.</summary>
    internal int ListedChatRows => ChatTimes.Count;

    internal bool IsGoneChat(int chat) => _goneChats.Contains(chat);

    /// <summary>Number of Telegram cards created between two instants, both included, as things stand now.</summary>
    internal int ChatsBetween(long from, long to)
    {
        var count = ChatTimes.CountBetween(from, to);
        foreach (var time in _lateChatTimes)
            if (time >= from && time <= to) count++;
        foreach (var time in _goneChatTimes)
            if (time >= from && time <= to) count--;
        return count;
    }

    /// <summary>
    /// Takes in the Telegram cards of a draft that was made for this index, as one chat. Returns the chat. Cost: the columns of all chats
    /// are copied.
    /// </summary>
    internal int AppendChat(PortalDraft draft)
    {
        var (row, chat) = (Chats.Length, ChatCount);
        Chats = [.. Chats, .. draft.Chats];
        ChatTags = [.. ChatTags, .. draft.ChatTags];
        ChatRows = [.. ChatRows, .. Enumerable.Range(row, draft.Chats.Count)];
        ChatOfRow = [.. ChatOfRow, .. Enumerable.Repeat(chat, draft.Chats.Count)];
        ChatStarts = [.. ChatStarts, Chats.Length];
        for (; row < Chats.Length; row++)
        {
            PrepareChat(in Chats[row]);
            _lateChatTimes.Add(Chats[row].Created);
        }

        return chat;
    }

    /// <summary>Takes a chat out; its number is not given again.</summary>
    internal void RemoveChat(int chat)
    {
        if (!_goneChats.Add(chat)) return;
        for (var at = ChatStarts[chat]; at < ChatStarts[chat + 1]; at++) _goneChatTimes.Add(Chats[ChatRows[at]].Created);
    }
}
