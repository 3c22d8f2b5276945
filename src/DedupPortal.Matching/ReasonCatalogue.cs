using P = DedupPortal.Matching.ReasonParameter;

namespace DedupPortal.Matching;

/// <summary>The parameters a sentence may quote, by the name of the property of <see cref="ReasonParameters"/>.</summary>
public enum ReasonParameter
{
    /// <summary><see cref="ReasonParameters.First"/>.</summary>
    First = 1,

    /// <summary><see cref="ReasonParameters.Second"/>.</summary>
    Second = 2,

    /// <summary><see cref="ReasonParameters.Frequency"/>.</summary>
    Frequency = 3,

    /// <summary><see cref="ReasonParameters.Count"/>.</summary>
    Count = 4,

    /// <summary><see cref="ReasonParameters.Seconds"/>.</summary>
    Seconds = 5,

    /// <summary><see cref="ReasonParameters.Record"/>.</summary>
    Record = 6,

    /// <summary><see cref="ReasonParameters.OtherRecord"/>.</summary>
    OtherRecord = 7,
}

/// <summary>One code with the parameters it always carries.</summary>
public sealed record ReasonEntry(ReasonCode Code, Feature Feature, IReadOnlyList<ReasonParameter> Parameters);

/// <summary>Every code an explanation can contain. A test in each language walks it to see that no sentence is missing.</summary>
public static class ReasonCatalogue
{
    /// <summary>All codes by rising number.</summary>
    public static IReadOnlyList<ReasonEntry> All { get; } =
    [
      Entry(ReasonCode.Prior, Feature.Prior, P.Frequency, P.Count),
    Entry(ReasonCode.TelegramIdSame, Feature.TelegramId, P.First),
    Entry(ReasonCode.TelegramIdDifferent, Feature.TelegramId, P.First, P.Second),
    Entry(ReasonCode.TelegramChatSame, Feature.TelegramId, P.First),
    Entry(ReasonCode.UsernameSame, Feature.Username, P.First, P.Count),
    Entry(ReasonCode.UsernameDifferent, Feature.Username, P.First, P.Second),
    Entry(ReasonCode.PhoneSame, Feature.Phone, P.First, P.Count),
    Entry(ReasonCode.PhoneInText, Feature.Phone, P.First, P.Count),
    Entry(ReasonCode.PhoneInTextOfAnother, Feature.Phone, P.First, P.Count),
    Entry(ReasonCode.PhoneInTextDifferent, Feature.Phone, P.First, P.Second),
    Entry(ReasonCode.PhoneDifferent, Feature.Phone, P.First, P.Second),
    Entry(ReasonCode.EmailSame, Feature.Email, P.First, P.Count),
    Entry(ReasonCode.EmailInText, Feature.Email, P.First, P.Count),
    Entry(ReasonCode.EmailDifferent, Feature.Email, P.First, P.Second),
    Entry(ReasonCode.FirstNameSame, Feature.FirstName, P.First, P.Second, P.Frequency),
    Entry(ReasonCode.FirstNameDiminutive, Feature.FirstName, P.First, P.Second, P.Frequency),
    Entry(ReasonCode.FirstNameSimilar, Feature.FirstName, P.First, P.Second, P.Frequency),
    Entry(ReasonCode.FirstNameDifferent, Feature.FirstName, P.First, P.Second),
    Entry(ReasonCode.SurnameSame, Feature.Surname, P.First, P.Second, P.Frequency),
    Entry(ReasonCode.SurnameSimilar, Feature.Surname, P.First, P.Second, P.Frequency),
    Entry(ReasonCode.SurnameInitialSame, Feature.Surname, P.First, P.Second, P.Frequency),
    Entry(ReasonCode.SurnameInitialDifferent, Feature.Surname, P.First, P.Second),
    Entry(ReasonCode.SurnameDifferent, Feature.Surname, P.First, P.Second),
    Entry(ReasonCode.PatronymicSame, Feature.Patronymic, P.First, P.Second, P.Frequency),
    Entry(ReasonCode.PatronymicDifferent, Feature.Patronymic, P.First, P.Second),
    Entry(ReasonCode.SexSame, Feature.Sex),
    Entry(ReasonCode.SexDifferent, Feature.Sex),
    Entry(ReasonCode.HandleEmailSame, Feature.HandleEmail, P.First, P.Second, P.Frequency),
    Entry(ReasonCode.HandleEmailSimilar, Feature.HandleEmail, P.First, P.Second, P.Frequency),
    Entry(ReasonCode.HandleEmailDifferent, Feature.HandleEmail, P.First, P.Second),
    Entry(ReasonCode.HandleSurname, Feature.HandleName, P.First, P.Second, P.Frequency),
    Entry(ReasonCode.HandleNameDifferent, Feature.HandleName, P.First, P.Second),
    Entry(ReasonCode.TimeAfterMessage, Feature.Time, P.Seconds, P.Count),
    Entry(ReasonCode.TimeCardAfterChat, Feature.Time, P.Seconds, P.Count),
    Entry(ReasonCode.TimeCardBeforeChat, Feature.Time, P.Seconds, P.Count),
    Entry(ReasonCode.TimeNothing, Feature.Time),
    Entry(ReasonCode.CompanyNameSame, Feature.CompanyName, P.First, P.Second, P.Count),
    Entry(ReasonCode.CompanyNameSimilar, Feature.CompanyName, P.First, P.Second),
    Entry(ReasonCode.CompanyNameDifferent, Feature.CompanyName, P.First, P.Second),
    Entry(ReasonCode.SiblingEvidence, Feature.Sibling, P.Record),
    Entry(ReasonCode.CompetitionNone, Feature.Competition),
    Entry(ReasonCode.CompetitionOthers, Feature.Competition, P.Count, P.Record),
    Entry(ReasonCode.ContestedByOthers, Feature.Contested, P.Count, P.Record),
    Entry(ReasonCode.ContactsMatch, Feature.Contacts, P.Record, P.OtherRecord),
    Entry(ReasonCode.DealSpacing, Feature.DealSpacing, P.Seconds),
    Entry(ReasonCode.AssertedSame, Feature.Assertion),
    Entry(ReasonCode.CalibratedByDecisions, Feature.Calibration, P.Count),
  ];

    private static ReasonEntry Entry(ReasonCode code, Feature feature, params ReasonParameter[] parameters) =>
      new(code, feature, parameters);
}
