using DedupPortal.Matching.Scoring;

namespace DedupPortal.Matching.Linkage;

/// <summary>
/// Weights of all levels for one Telegram card, in bits: u depends on the card's own values alone, so one small table serves
/// all its candidates. Filled anew for each card; the weights of time are worked out when first asked for.
/// </summary>
internal sealed class ChatWeights
{
    private const double SurnameFloor = 1e-6;
    private const double FormFloor = 1e-4;

    // The hour around a chat tells how busy it was; half or three times of it give the same results.
    internal const int HalfWindow = 1800;

    // From this share of cards with messages on, the absence of one says all it can.
    internal const double FullCoverage = 0.3;

    private readonly PortalIndex _index;
    private readonly PortalCounts _counts;
    private readonly float[] _time = new float[Levels.TimeCount];
    private readonly double[] _timeRate = new double[Levels.TimeCount];
    private readonly double[] _rate = new double[Levels.TableSize];
    private long _chat;
    private double _arrivals;

    internal ChatWeights(PortalIndex index, PortalCounts counts, MatchModel model)
    {
        (_index, _counts, Model) = (index, counts, model);
        // A portal without outgoing messages must not hold their absence against anybody: m(nothing) rises to 1 there.
        Nothing = Math.Pow(model.Time.Nothing, Math.Min(1, index.CardsWithMessages / counts.Cards / FullCoverage));
    }

    internal MatchModel Model { get; }

    /// <summary>m of "no event near the chat".</summary>
    internal double Nothing { get; }

    /// <summary>Weights by part × 8 + level.</summary>
    internal float[] Table { get; } = new float[Levels.TableSize];

    internal double Rate(int part, uint level) => _rate[part * 8 + (int)level];

    internal double TimeRate(int bin) => _timeRate[bin];

    internal void Begin(in ChatRow chat)
    {
        _chat = chat.Created;
        // The busier the hour, the more strangers write in it: half of what is expected is the hour's own share of all chats,
        // half the average.
        var others = _index.ChatsBetween(_chat - HalfWindow, _chat + HalfWindow) - 1;
        _arrivals = (others + _index.ChatTimes.Rate * 2 * HalfWindow) / (2.0 * HalfWindow) / 2 / Math.Max(1, _index.Chats.Length);
        Array.Fill(_time, float.NaN);
        Array.Clear(Table);
        if (chat.Form != 0) First(chat.Form);
        if (chat.Surname != 0 || chat.Initial != 0) Surname(in chat);
        if (chat.Patronymic != 0) Two(2, Model.Patronymic, _counts.Patronymic(chat.Patronymic));
        if ((chat.Flags & (CardFlags.Male | CardFlags.Female)) != CardFlags.None) Two(3, Model.Sex, _counts.Sex((chat.Flags & CardFlags.Male) != CardFlags.None));
        if (chat.Handle != 0) Handle(in chat);
        if (chat.Contacts >= 0) Contacts(_index.Contacts[chat.Contacts]);
    }

    /// <summary>Weight of a part at a level.</summary>
    internal float this[int part, uint level] => Table[part * 8 + (int)level];

    /// <summary>Weight of all levels together.</summary>
    internal float Total(uint levels)
    {
        var table = Table;
        return table[levels & 7] + table[8 + (levels >> 3 & 7)] + table[16 + (levels >> 6 & 3)] + table[24 + (levels >> 8 & 3)]
            + table[32 + (levels >> 10 & 7)] + table[40 + (levels >> 13 & 7)] + table[48 + (levels >> 16 & 3)] + table[56 + (levels >> 18 & 1)]
            + table[64 + (levels >> 19 & 7)] + Time((int)(levels >> 22 & 127));
    }

    /// <summary>Weight of a bin of time.</summary>
    internal float Time(int bin)
    {
        var known = _time[bin];
        return float.IsNaN(known) ? _time[bin] = (float)WeightOfTime(bin) : known;
    }

    /// <summary>m of a bin of time.</summary>
    internal double Share(int bin) => bin == 0 ? Nothing
        : bin < Levels.CardAfter ? Model.Time.AfterMessage[bin - Levels.AfterMessage]
        : bin < Levels.CardBefore ? Model.Time.CardAfterChat[bin - Levels.CardAfter] : Model.Time.CardBeforeChat[bin - Levels.CardBefore];

    private double WeightOfTime(int bin)
    {
        if (bin == 0) return Math.Log2(Nothing);
        var lag = bin - (bin < Levels.CardAfter ? Levels.AfterMessage : bin < Levels.CardBefore ? Levels.CardAfter : Levels.CardBefore);
        var (low, high) = (TimeModel.LowerEdge(lag), TimeModel.UpperEdge(lag));
        var u = Math.Min(1, _arrivals * (high - low + 1));
        _timeRate[bin] = u;
        // People without any relation in time still have events somewhere: that part of m is as wide as u.
        return Bits.Weight(Share(bin) + Nothing * u, u);
    }

    private void First(int form)
    {
        var (same, related, near) = _counts.First(form);
        var m = Model.FirstName;
        Set(0, (uint)FormRelation.Same, Bits.Weight(m.Equal, same), same);
        Set(0, (uint)FormRelation.Related, Bits.Weight(m.Related, Math.Max(related, FormFloor)), Math.Max(related, FormFloor));
        Set(0, (uint)FormRelation.Near, Bits.Weight(m.Near, Math.Max(near, FormFloor)), Math.Max(near, FormFloor));
        var different = Math.Max(0.05, 1 - same - related - near);
        Set(0, (uint)FormRelation.Different, Bits.Weight(m.Different, different), different);
    }

    private void Surname(in ChatRow chat)
    {
        var m = Model.Surname;
        var initial = _counts.Initial(chat.Initial);
        Set(1, Levels.InitialSame, Bits.Weight(m.Equal + m.Near, initial), initial);
        Set(1, Levels.InitialDifferent, Bits.Weight(m.Different, 1 - initial), 1 - initial);
        if (chat.Surname == 0)
        {
            Household(initial);
            return;
        }

        var (same, near) = (_counts.Surname(chat.Surname), _counts.NearSurname(chat.Surname));
        Set(1, Levels.SurnameSame, Bits.Weight(m.Equal, Math.Max(same, SurnameFloor)), same);
        Set(1, Levels.SurnameNear, Bits.Weight(m.Near, Math.Max(near, SurnameFloor)), near);
        Set(1, Levels.SurnameDifferent, Bits.Weight(m.Different, 1 - same), 1 - same);
        Household(same);

        void Household(double rate)
        {
            var u = Math.Max(rate, Model.FamilySurname);
            Set(1, Levels.SurnameOfHousehold, Bits.Weight(m.Equal, u), u);
        }
    }

    private void Handle(in ChatRow chat)
    {
        var m = Model.HandleEmail;
        var same = _counts.Handle(chat.Handle);
        Set(4, Levels.HandleSame, Bits.Weight(m.Equal, same), same);
        // Two people with one name build the same handle: what the name has said already is not said twice.
        Set(4, Levels.HandleSameDigits, Bits.Weight(m.Equal, Math.Max(same, 0.03)), Math.Max(same, 0.03));
        Set(4, Levels.HandleSameName, Bits.Weight(m.Equal, Math.Max(same, 0.1)), Math.Max(same, 0.1));
        if (chat.HandleWords != 0)
        {
            var words = _counts.HandleWords(chat.HandleWords);
            Set(4, Levels.HandleWords, Bits.Weight(m.Related, words), words);
            Set(4, Levels.HandleWordsName, Bits.Weight(m.Related, Math.Max(words, 0.15)), Math.Max(words, 0.15));
        }

        Set(4, Levels.HandleDifferent, Bits.Weight(m.Different, 1), 1);
        if (chat.Surname1 == 0) return;
        var rate = _counts.Surname(chat.Surname1) + (chat.Surname2 == 0 ? 0 : _counts.Surname(chat.Surname2)) + (chat.Surname3 == 0 ? 0 : _counts.Surname(chat.Surname3));
        var name = Model.HandleName;
        // Most words in usernames are no surnames at all: only one shaped like one is expected to agree.
        Set(5, Levels.WordIsSurname, Bits.Weight(name.Equal, Math.Clamp(rate, SurnameFloor, 1)), rate);
        Set(5, Levels.WordMayBeSurname, Bits.Weight(name.Related, Math.Clamp(rate, SurnameFloor, 1)), rate);
        var near = _counts.NearSurname(chat.Surname1);
        Set(5, Levels.WordNear, Bits.Weight(name.Near, Math.Clamp(near, SurnameFloor, 1)), near);
        Set(5, Levels.WordDifferent, Bits.Weight(name.Different, 1), 1);
    }

    private void Contacts(ChatContacts contacts)
    {
        Point(6, Levels.PhoneOwn, Model.PhoneInText.Equal, Most(_index.Numbers, System.Runtime.InteropServices.MemoryMarshal.Cast<long, ulong>(contacts.OwnPhones)));
        var relatives = Math.Min(0.5, Model.RelativesPerPhone / Math.Max(2, _counts.Cards));
        Set(6, Levels.PhoneOfAnother, Bits.Weight(Model.PhoneInText.Related, relatives), relatives);
        Set(6, Levels.PhoneOther, Bits.Weight(Model.PhoneInText.Different, 1), 1);
        Point(7, 1, Model.EmailOfCards.Equal, Most(_index.Emails, contacts.Emails));
        Set(8, Levels.IdSame, Certain.TelegramIdBits, 0);
        Set(8, Levels.IdOther, Bits.Weight(Model.SecondAccountShare, 1), 1);
        Point(8, Levels.UsernameSame, Model.Username.Equal, Most(_index.Usernames, contacts.Usernames));
        Set(8, Levels.UsernameOther, Bits.Weight(Model.Username.Different, 1), 1);
    }

    private int Most(KeyedRows rows, ReadOnlySpan<ulong> keys)
    {
        var most = 0;
        foreach (var key in keys) most = Math.Max(most, rows.Count(key, _index.Late));
        return most;
    }

    private void Point(int part, uint level, double m, int count)
    {
        var finding = Certain.ContactPoint(Feature.Phone, ReasonCode.PhoneInText, 1, m, count, (int)_counts.Cards, Model);
        Set(part, level, finding.Bits, finding.Rate);
    }

    private void Two(int part, AgreementLevels m, double rate)
    {
        Set(part, Levels.Agrees, Bits.Weight(m.Equal, rate), rate);
        Set(part, Levels.Contradicts, Bits.Weight(m.Different, 1 - rate), 1 - rate);
    }

    private void Set(int part, uint level, double bits, double rate)
    {
        Table[part * 8 + (int)level] = (float)bits;
        _rate[part * 8 + (int)level] = rate;
    }
}
