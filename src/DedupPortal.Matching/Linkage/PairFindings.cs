using DedupPortal.Matching.Scoring;

namespace DedupPortal.Matching.Linkage;

/// <summary>Says in findings what the packed levels of a pair mean, with the very weights that were added up.</summary>
internal sealed class PairFindings(PortalIndex index, ChatWeights weights)
{
    /// <summary>
    /// Replaces <paramref name="evidence"/> by the findings of a pair. The weights must be set up for its Telegram card.
    /// </summary>
    internal void Read(uint levels, int chatRow, int phoneRow, Evidence evidence)
    {
        evidence.Clear();
        Telegram(Levels.Of(levels, Levels.Telegram, Levels.Three), chatRow, phoneRow, evidence);
        Phone(Levels.Of(levels, Levels.Phone, Levels.Two), chatRow, phoneRow, evidence);
        if (Levels.Of(levels, Levels.Email, Levels.One) != 0) Add(Feature.Email, ReasonCode.EmailInText, 1, 7, 1, evidence, count: Cards(index.Emails, chatRow, phoneRow));
        FirstName((FormRelation)Levels.Of(levels, Levels.First, Levels.Three), evidence);
        Surname(Levels.Of(levels, Levels.Surname, Levels.Three), evidence);
        Two(Feature.Patronymic, ReasonCode.PatronymicSame, ReasonCode.PatronymicDifferent, 2, Levels.Of(levels, Levels.Patronymic, Levels.Two), evidence);
        Two(Feature.Sex, ReasonCode.SexSame, ReasonCode.SexDifferent, 3, Levels.Of(levels, Levels.Sex, Levels.Two), evidence);
        Handle(Levels.Of(levels, Levels.HandleEmail, Levels.Three), Levels.Of(levels, Levels.HandleName, Levels.Three), evidence);
        Time((int)Levels.Of(levels, Levels.Time, Levels.Seven), chatRow, phoneRow, evidence);
    }

    /// <summary>
    /// Findings that would lift a pair into the next verdict or without which it would lose its own; <paramref name="said"/>: its log-odds before
    /// calibration. The weights must still be set up for the pair's Telegram card.
    /// </summary>
    internal List<VerdictChange> Changes(Evidence evidence, double said, MatchModel model)
    {
        var changes = new VerdictChanges(evidence, said, PairRelation.TelegramToPhone, model);
        changes.Try(Feature.FirstName, ReasonCode.FirstNameSame, weights[0, (uint)FormRelation.Same]);
        changes.Try(Feature.Surname, ReasonCode.SurnameSame, weights[1, Levels.SurnameSame]);
        changes.Try(Feature.HandleEmail, ReasonCode.HandleEmailSame, weights[4, Levels.HandleSame]);
        // An answer a quarter of an hour after a message.
        changes.Try(Feature.Time, ReasonCode.TimeAfterMessage, weights.Time(Levels.AfterMessage + 10));
        changes.Try(Feature.Phone, ReasonCode.PhoneInText, Certain.ContactPoint(Feature.Phone, ReasonCode.PhoneInText, 2, model.PhoneInText.Equal, 1, index.Rows, model).Bits);
        changes.TryWithoutEach();
        return changes.Sorted();
    }

    private void Telegram(uint level, int chatRow, int phoneRow, Evidence evidence)
    {
        if (level == 0) return;
        var id = index.Contacts[index.Chats[chatRow].Contacts].TelegramId;
        switch (level)
        {
            case Levels.IdSame: Add(Feature.TelegramId, ReasonCode.TelegramIdSame, 2, 8, level, evidence, id); break;
            case Levels.IdOther: Add(Feature.TelegramId, ReasonCode.TelegramIdDifferent, 0, 8, level, evidence, id); break;
            case Levels.UsernameSame: Add(Feature.Username, ReasonCode.UsernameSame, 1, 8, level, evidence, count: Cards(index.Usernames, chatRow, phoneRow)); break;
            default: Add(Feature.Username, ReasonCode.UsernameDifferent, 0, 8, level, evidence); break;
        }
    }

    private void Phone(uint level, int chatRow, int phoneRow, Evidence evidence)
    {
        if (level == 0) return;
        var contacts = index.Contacts[index.Chats[chatRow].Contacts];
        if (level == Levels.PhoneOther)
        {
            Add(Feature.Phone, ReasonCode.PhoneInTextDifferent, 0, 6, level, evidence);
            return;
        }

        var own = level == Levels.PhoneOwn;
        var number = (own ? contacts.OwnPhones : contacts.OtherPhones).First(phone => index.Numbers.Has((ulong)phone, phoneRow));
        Add(Feature.Phone, own ? ReasonCode.PhoneInText : ReasonCode.PhoneInTextOfAnother, own ? 2 : 1, 6, level, evidence, number, index.Numbers.Count((ulong)number, index.Late));
    }

    private int Cards(KeyedRows rows, int chatRow, int phoneRow)
    {
        var contacts = index.Contacts[index.Chats[chatRow].Contacts];
        foreach (var key in ReferenceEquals(rows, index.Emails) ? contacts.Emails : contacts.Usernames)
            if (rows.Has(key, phoneRow)) return rows.Count(key, index.Late);
        return 0;
    }

    private void FirstName(FormRelation relation, Evidence evidence)
    {
        var (code, level) = relation switch
        {
            FormRelation.Same => (ReasonCode.FirstNameSame, 3),
            FormRelation.Related => (ReasonCode.FirstNameDiminutive, 2),
            FormRelation.Near => (ReasonCode.FirstNameSimilar, 1),
            _ => (ReasonCode.FirstNameDifferent, 0),
        };
        if (relation != FormRelation.Silent) Add(Feature.FirstName, code, level, 0, (uint)relation, evidence);
    }

    private void Surname(uint surname, Evidence evidence)
    {
        var (code, level) = surname switch
        {
            Levels.SurnameSame or Levels.SurnameOfHousehold => (ReasonCode.SurnameSame, 4),
            Levels.SurnameNear => (ReasonCode.SurnameSimilar, 3),
            Levels.InitialSame => (ReasonCode.SurnameInitialSame, 2),
            Levels.InitialDifferent => (ReasonCode.SurnameInitialDifferent, 0),
            _ => (ReasonCode.SurnameDifferent, 0),
        };
        if (surname != 0) Add(Feature.Surname, code, level, 1, surname, evidence);
    }

    private void Two(Feature feature, ReasonCode same, ReasonCode different, int part, uint level, Evidence evidence)
    {
        if (level != 0) Add(feature, level == Levels.Agrees ? same : different, level == Levels.Agrees ? 1 : 0, part, level, evidence);
    }

    private void Handle(uint email, uint name, Evidence evidence)
    {
        switch (email)
        {
            case 0: break;
            case Levels.HandleDifferent: Add(Feature.HandleEmail, ReasonCode.HandleEmailDifferent, 0, 4, email, evidence); break;
            case Levels.HandleWords or Levels.HandleWordsName: Add(Feature.HandleEmail, ReasonCode.HandleEmailSimilar, 1, 4, email, evidence); break;
            default: Add(Feature.HandleEmail, ReasonCode.HandleEmailSame, 2, 4, email, evidence); break;
        }

        switch (name)
        {
            case 0: break;
            case Levels.WordDifferent: Add(Feature.HandleName, ReasonCode.HandleNameDifferent, 0, 5, name, evidence); break;
            default: Add(Feature.HandleName, ReasonCode.HandleSurname, name == Levels.WordNear ? 1 : 2, 5, name, evidence); break;
        }
    }

    private void Time(int bin, int chatRow, int phoneRow, Evidence evidence)
    {
        double bits = weights.Time(bin);
        if (bin == 0)
        {
            evidence.Add(new Finding(Feature.Time, ReasonCode.TimeNothing, 0, bits));
            return;
        }

        long chat = index.Chats[chatRow].Created;
        ref var card = ref index.Phones[phoneRow];
        var (code, lag, first) = (ReasonCode.TimeCardBeforeChat, chat - card.Created, Levels.CardBefore);
        if (card.Created > chat) (code, lag, first) = (ReasonCode.TimeCardAfterChat, card.Created - chat, Levels.CardAfter);
        else if (bin < Levels.CardAfter)
        {
            var messages = index.MessagesOf(in card);
            var i = messages.Length - 1;
            while (messages[i] > chat) i--;
            (code, lag, first) = (ReasonCode.TimeAfterMessage, chat - messages[i], Levels.AfterMessage);
        }

        var events = code == ReasonCode.TimeAfterMessage ? index.Messages : index.Created;
        var (low, high) = (TimeModel.LowerEdge(bin - first), TimeModel.UpperEdge(bin - first));
        var count = code == ReasonCode.TimeCardAfterChat ? events.CountBetween(chat + Math.Max(1, low), chat + high) : events.CountBetween(chat - high, chat - low);
        evidence.Add(new Finding(Feature.Time, code, bits > 1 ? 2 : 1, bits, weights.TimeRate(bin), lag, Math.Max(0, count - 1)));
    }

    private void Add(Feature feature, ReasonCode code, int level, int part, uint packed, Evidence evidence, long number = 0, int count = 0) =>
        evidence.Add(new Finding(feature, code, level, weights[part, packed], weights.Rate(part, packed), number, count));
}
