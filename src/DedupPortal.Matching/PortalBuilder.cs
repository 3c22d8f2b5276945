using System.Runtime.InteropServices;
using DedupPortal.Matching.Linkage;
using DedupPortal.Matching.Records;

namespace DedupPortal.Matching;

/// <summary>A Telegram card as a table gives it: texts as typed, empty where not filled; they are read at once and not kept.</summary>
public readonly ref struct TelegramCardText
{
    /// <summary>The card's own number.</summary>
    public required long Id { get; init; }

    /// <summary>Unix seconds of its creation.</summary>
    public required long Created { get; init; }

    /// <summary>Name that Telegram shows.</summary>
    public ReadOnlySpan<char> Display { get; init; }

    /// <summary>Telegram username, without @.</summary>
    public ReadOnlySpan<char> Username { get; init; }

    /// <summary>Open-line code.</summary>
    public ReadOnlySpan<char> OpenLine { get; init; }

    /// <summary>First messages of the chat.</summary>
    public ReadOnlySpan<char> Chat { get; init; }
}

/// <summary>A card with phones as a table gives it.</summary>
public readonly ref struct PhoneCardText
{
    /// <summary>The card's own number.</summary>
    public required long Id { get; init; }

    /// <summary>Unix seconds of its creation.</summary>
    public required long Created { get; init; }

    /// <summary>Name as staff typed it.</summary>
    public ReadOnlySpan<char> Name { get; init; }

    /// <summary>Phones as typed, separated by semicolons.</summary>
    public ReadOnlySpan<char> Phones { get; init; }

    /// <summary>E-mail as typed.</summary>
    public ReadOnlySpan<char> Email { get; init; }
}

/// <summary>
/// Takes the cards of a portal in any order and makes a <see cref="PortalMatcher"/> of them. Texts are turned into numbers on
/// arrival, so a million cards need about 150 MB. Telegram cards may come from one thread while phone cards and messages come
/// from another.
/// </summary>
public sealed class PortalBuilder
{
    private const int Large = 200_000;

    private PortalDraft _phones = new();
    private PortalDraft _chats = new();
    private CardReader _phoneReader = new();
    private CardReader _chatReader = new();
    private Dictionary<long, int>? _rows;
    private int _lastRow = -1;

    /// <summary>Adds a Telegram card.</summary>
    public void Add(in TelegramCardText card) => _chatReader.ReadChat(in card, _chats);

    /// <summary>Adds a card with phones.</summary>
    public void Add(in PhoneCardText card) => _phoneReader.ReadPhone(in card, _phones);

    /// <summary>
    /// Adds an outgoing message to the phone of a card that was added before. False when there is no such card.
    /// </summary>
    public bool AddMessage(long phoneCard, long sentUnixSeconds)
    {
        if (Row(phoneCard) is not { } row) return false;
        _phones.AddMessage(row, sentUnixSeconds);
        return true;
    }

    /// <summary>Takes over the phone cards of a builder that was filled on another thread; that one is empty afterwards.</summary>
    public void Take(PortalBuilder part)
    {
        ArgumentNullException.ThrowIfNull(part);
        _phones.TakePhones(part._phones);
        part._phones = new PortalDraft();
        (part._rows, part._lastRow) = (null, -1);
    }

    /// <summary>Number of phone cards so far.</summary>
    public int PhoneCards => _phones.Phones.Count;

    /// <summary>Number of Telegram cards so far.</summary>
    public int TelegramCards => _chats.Chats.Count;

    /// <summary>
    /// Builds the index. The builder is empty afterwards. <paramref name="reviewed"/>: the portal's decisions, which
    /// <see cref="PortalMatcher.Link"/> counts in; null for none.
    /// </summary>
    public PortalMatcher Build(MatchModel model, IReadOnlyList<ReviewedPair>? reviewed = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        // Words and half-built lists are as large as the index: whoever keeps the builder must not keep them.
        (_phoneReader, _chatReader, _rows, _lastRow) = (new(), new(), null, -1);
        var draft = _phones;
        draft.TakeChats(_chats);
        (_phones, _chats) = (new(), new());
        if (draft.Phones.Count < Large) return new PortalMatcher(new PortalIndex(draft), model, reviewed ?? []);
        // The texts' garbage would otherwise stand beside the index at its highest.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        var index = new PortalIndex(draft);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        return new PortalMatcher(index, model, reviewed ?? []);
    }

    // Messages usually come in the order of the cards.
    private int? Row(long tag)
    {
        var tags = CollectionsMarshal.AsSpan(_phones.PhoneTags);
        for (var row = Math.Max(0, _lastRow); row < Math.Min(tags.Length, _lastRow + 4); row++)
            if (tags[row] == tag) return _lastRow = row;
        if (_rows is null || _rows.Count != tags.Length)
        {
            _rows = new Dictionary<long, int>(tags.Length);
            for (var row = 0; row < tags.Length; row++) _rows[tags[row]] = row;
        }

        return _rows.TryGetValue(tag, out var found) ? _lastRow = found : null;
    }
}
