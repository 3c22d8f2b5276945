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
/// arrival, so a million cards need about 150 MB. Not for several threads at once: each fills a builder of its own, and one of
/// them takes the others over.
/// </summary>
public sealed class PortalBuilder
{
    private const int Large = 200_000;

    private PortalDraft _draft = new();
    private CardReader _reader = new();
    private Dictionary<long, int>? _rows;
    private int _lastRow = -1;

    /// <summary>Adds a Telegram card.</summary>
    public void Add(in TelegramCardText card) => _reader.ReadChat(in card, _draft);

    /// <summary>Adds a card with phones.</summary>
    public void Add(in PhoneCardText card) => _reader.ReadPhone(in card, _draft);

    /// <summary>
    /// Adds an outgoing message to the phone of a card that was added before. False when there is no such card.
    /// </summary>
    public bool AddMessage(long phoneCard, long sentUnixSeconds)
    {
        if (Row(phoneCard) is not { } row) return false;
        _draft.AddMessage(row, sentUnixSeconds);
        return true;
    }

    /// <summary>Takes over the cards of a builder that was filled on another thread; that one is empty afterwards.</summary>
    public void Take(PortalBuilder part)
    {
        ArgumentNullException.ThrowIfNull(part);
        _draft.TakePhones(part._draft);
        if (part.TelegramCards > 0) _draft.TakeChats(part._draft);
        // The words that both have seen are no longer of use when the parts come together, and are as large as the cards.
        (part._draft, part._reader, _reader) = (new(), new(), new());
        (part._rows, part._lastRow) = (null, -1);
    }

    /// <summary>Number of phone cards so far.</summary>
    public int PhoneCards => _draft.Phones.Count;

    /// <summary>Number of Telegram cards so far.</summary>
    public int TelegramCards => _draft.Chats.Count;

    /// <summary>
    /// Builds the index. The builder is empty afterwards. <paramref name="reviewed"/>: the portal's decisions, which
    /// <see cref="PortalMatcher.Link"/> counts in; null for none.
    /// </summary>
    public PortalMatcher Build(MatchModel model, IReadOnlyList<ReviewedPair>? reviewed = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        // Words and half-built lists are as large as the index: whoever keeps the builder must not keep them.
        var draft = _draft;
        (_draft, _reader, _rows, _lastRow) = (new(), new(), null, -1);
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
        var tags = CollectionsMarshal.AsSpan(_draft.PhoneTags);
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
