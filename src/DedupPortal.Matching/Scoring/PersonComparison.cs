using DedupPortal.Matching.Indexing;

namespace DedupPortal.Matching.Scoring;

/// <summary>Weighs a Telegram card against one phone card, feature by feature.</summary>
internal sealed class PersonComparison
{
    private readonly MatchModel _model;
    private readonly PhoneSideIndex _index;
    private readonly NameComparison _names;
    private readonly TimeComparison _time;
    private ChatCard? _chat;

    internal PersonComparison(MatchModel model, PhoneSideIndex index)
    {
        (_model, _index) = (model, index);
        _names = new NameComparison(model, model.FirstName, index.Statistics);
        _time = new TimeComparison(model.Time, index.Messages, index.Created, index.CardsWithMessages);
    }

    /// <summary>Sets the Telegram card for the comparisons that follow.</summary>
    internal void Begin(ChatCard chat)
    {
        _chat = chat;
        _time.Begin(chat.Record.Created);
    }

    /// <summary>Fills <paramref name="evidence"/> with everything both cards say about each other.</summary>
    internal void Compare(int card, Evidence evidence)
    {
        evidence.Clear();
        var chat = _chat!;
        CompareTelegram(chat, card, evidence);
        CompareContactPoints(chat, card, evidence);
        var household = evidence.Has(ReasonCode.PhoneInText) || evidence.Has(ReasonCode.PhoneInTextOfAnother);
        _names.Compare(chat.Name, _index.Names[card], household, evidence);
        CompareHandle(chat, card, evidence);
        var record = _index.Cards[card];
        evidence.Add(_time.Compare(record.Created, record.Messages));
    }

    private void CompareTelegram(ChatCard chat, int card, Evidence evidence)
    {
        var record = _index.Cards[card];
        if (chat.Record.TelegramId is { } one && record.TelegramId is { } other)
        {
            evidence.Add(one == other ? Certain.TelegramId(one)
              : new Finding(Feature.TelegramId, ReasonCode.TelegramIdDifferent, 0, Bits.Weight(_model.SecondAccountShare, 1), 1, one));
        }
        // Two known ids have said all about the account; a username may have changed hands.
        else if (chat.Record.Usernames.Count > 0 && record.Usernames.Count > 0) CompareUsernames(chat, record, evidence);
    }

    private void CompareUsernames(ChatCard chat, Records.NormalizedRecord record, Evidence evidence)
    {
        var shared = chat.Record.Usernames.FirstOrDefault(u => record.Usernames.Contains(u, StringComparer.Ordinal));
        if (shared is not null)
        {
            var count = _index.Usernames.Count(shared);
            evidence.Add(ContactPoint(Feature.Username, ReasonCode.UsernameSame, 1, _model.Username.Equal, count));
        }
        else
        {
            evidence.Add(new Finding(Feature.Username, ReasonCode.UsernameDifferent, 0, Bits.Weight(_model.Username.Different, 1), 1));
        }
    }

    private void CompareContactPoints(ChatCard chat, int card, Evidence evidence)
    {
        if (chat.Record.TextPhones.Count > 0) ComparePhones(chat, card, evidence);
        if (chat.Record.TextEmails.Count > 0) CompareEmails(chat, card, evidence);
    }

    private void ComparePhones(ChatCard chat, int card, Evidence evidence)
    {
        var record = _index.Cards[card];
        var phones = chat.Record.TextPhones;
        var found = phones.Where(p => record.Phones.Contains(p.Phone.Number)).OrderBy(p => p.OfAnother).ToList();
        if (found.Count == 0)
        {
            // Only a number given as one's own speaks against cards that have another.
            if (phones.Any(p => !p.OfAnother))
                evidence.Add(new Finding(Feature.Phone, ReasonCode.PhoneInTextDifferent, 0, Bits.Weight(_model.PhoneInText.Different, 1), 1));
            return;
        }

        var number = found[0].Phone.Number;
        var count = _index.Phones.Count(number);
        var u = Math.Min(0.5, _model.RelativesPerPhone / Math.Max(2, _index.Cards.Count));
        evidence.Add(found[0].OfAnother
            ? new Finding(Feature.Phone, ReasonCode.PhoneInTextOfAnother, 1, Bits.Weight(_model.PhoneInText.Related, u), u, number, count)
            : ContactPoint(Feature.Phone, ReasonCode.PhoneInText, 2, _model.PhoneInText.Equal, count) with { Number = number });
    }

    private void CompareEmails(ChatCard chat, int card, Evidence evidence)
    {
        var record = _index.Cards[card];
        if (chat.Record.TextEmails.FirstOrDefault(e => record.Emails.Any(o => o.Key == e.Key)) is not { Key: not null } email) return;
        evidence.Add(ContactPoint(Feature.Email, ReasonCode.EmailInText, 1, _model.EmailOfCards.Equal, _index.Emails.Count(email.Key)));
    }

    private void CompareHandle(ChatCard chat, int card, Evidence evidence)
    {
        if (chat.Handle is not { } handle) return;
        var record = _index.Cards[card];
        var surnameAgrees = evidence.Has(ReasonCode.SurnameSame);
        if (record.EmailHandles.Count > 0 && CompareEmailHandle(handle, record, surnameAgrees, evidence)) return;
        if (surnameAgrees || handle.Surnames.Count == 0 || _index.Names[card].Surname is not { } surname) return;
        var found = handle.Surnames.Contains(surname, StringComparer.Ordinal);
        var near = !found && !evidence.Has(ReasonCode.SurnameSimilar) && handle.SurnameCertain && NearIndex.AreNear(handle.Surnames[0], surname);
        if (found || near)
        {
            var rate = found ? handle.Surnames.Sum(_index.Statistics.SurnameRate) : _index.Statistics.NearSurnameRate(handle.Surnames[0]);
            // Most words in usernames are no surnames at all: only one shaped like one is expected to agree.
            var m = found ? (handle.SurnameCertain ? _model.HandleName.Equal : _model.HandleName.Related) : _model.HandleName.Near;
            evidence.Add(new Finding(Feature.HandleName, ReasonCode.HandleSurname, found ? 2 : 1, Bits.Weight(m, Math.Clamp(rate, 1e-6, 1)), rate));
        }
        else if (handle.SurnameCertain && _index.Names[card].SurnameCertain && chat.Name.Surname is null)
        {
            evidence.Add(new Finding(Feature.HandleName, ReasonCode.HandleNameDifferent, 0, Bits.Weight(_model.HandleName.Different, 1), 1));
        }
    }

    private bool CompareEmailHandle(Contacts.Handle handle, Records.NormalizedRecord record, bool surnameAgrees, Evidence evidence)
    {
        // Most handles are nobody else's: a portal with five e-mails does not make one of them common.
        var total = _index.Handles.Total + _model.NamePriorCards;
        foreach (var other in record.EmailHandles)
        {
            if (other.Key != handle.Key) continue;
            var rate = _index.Handles.Count(handle.Key) / total;
            // Two people with one name build the same handle: what the name has said already is not said twice.
            if (surnameAgrees && handle.SurnameCertain) rate = Math.Max(rate, handle.Key.Any(char.IsAsciiDigit) ? 0.03 : 0.1);
            evidence.Add(new Finding(Feature.HandleEmail, ReasonCode.HandleEmailSame, 2, Bits.Weight(_model.HandleEmail.Equal, rate), rate));
            return true;
        }

        foreach (var other in record.EmailHandles)
        {
            if (handle.WordKey.Length == 0 || other.WordKey != handle.WordKey) continue;
            var rate = _index.HandleWords.Count(handle.WordKey) / total;
            if (surnameAgrees && handle.SurnameCertain) rate = Math.Max(rate, 0.15);
            evidence.Add(new Finding(Feature.HandleEmail, ReasonCode.HandleEmailSimilar, 1, Bits.Weight(_model.HandleEmail.Related, rate), rate));
            return true;
        }

        evidence.Add(new Finding(Feature.HandleEmail, ReasonCode.HandleEmailDifferent, 0, Bits.Weight(_model.HandleEmail.Different, 1), 1));
        return false;
    }

    private Finding ContactPoint(Feature feature, ReasonCode code, int level, double m, int count) =>
      Certain.ContactPoint(feature, code, level, m, count, _index.Cards.Count, _model);
}
