using System.Globalization;
using DedupPortal.Matching.Names;
using DedupPortal.Matching.Records;

namespace DedupPortal.Matching.Scoring;

/// <summary>One side of a pair as it was compared.</summary>
internal readonly record struct Compared(NormalizedRecord Record, PersonName Name);

/// <summary>Turns findings into bars with the values their sentences quote.</summary>
internal static class ReasonWriter
{
    /// <summary>Bars of one pair's findings. Values are put in the order of the records' positions.</summary>
    internal static IEnumerable<WeightBar> Bars(Evidence evidence, Compared one, Compared other)
    {
        var swapped = one.Record.Index > other.Record.Index;
        foreach (var finding in evidence.Findings)
        {
            var (a, b) = Values(finding, one, other);
            yield return new WeightBar(finding.Feature, finding.Code, finding.Bits, Parameters(finding, swapped ? b : a, swapped ? a : b));
        }
    }

    /// <summary>The first bar of every waterfall that starts from chance.</summary>
    internal static WeightBar Prior(double bits, double share, int count) =>
      new(Feature.Prior, ReasonCode.Prior, bits, new ReasonParameters { Frequency = share, Count = count });

    /// <summary>The bar that decisions add to what all others say; null where there are not enough of them.</summary>
    internal static WeightBar? Calibration(MatchModel model, PairRelation relation, double logOdds) => model.CalibrationOf(relation) is { } calibration
      ? new WeightBar(Feature.Calibration, ReasonCode.CalibratedByDecisions, calibration.BitsFor(logOdds), new ReasonParameters { Count = calibration.Decisions })
      : null;

    /// <summary>What a finding's sentence quotes, with the two values.</summary>
    internal static ReasonParameters Parameters(in Finding finding, string? first, string? second)
    {
        var parameters = new ReasonParameters { First = first, Second = second };
        return finding.Code switch
        {
            ReasonCode.TimeAfterMessage or ReasonCode.TimeCardAfterChat or ReasonCode.TimeCardBeforeChat =>
              new ReasonParameters { Seconds = finding.Number, Count = finding.Count },
            ReasonCode.TimeNothing or ReasonCode.SexSame or ReasonCode.SexDifferent => ReasonParameters.None,
            ReasonCode.PhoneSame or ReasonCode.PhoneInText or ReasonCode.PhoneInTextOfAnother or ReasonCode.EmailSame
              or ReasonCode.EmailInText or ReasonCode.UsernameSame or ReasonCode.CompanyNameSame => parameters with { Count = finding.Count },
            _ when double.IsNaN(finding.Rate) || finding.Level == 0 => parameters,
            _ => parameters with { Frequency = finding.Rate },
        };
    }

    private static (string? One, string? Other) Values(in Finding finding, Compared one, Compared other)
    {
        switch (finding.Feature)
        {
            case Feature.FirstName: return (one.Name.FirstText, other.Name.FirstText);
            case Feature.Surname: return (SurnameOf(one.Name), SurnameOf(other.Name));
            case Feature.Patronymic: return (one.Name.PatronymicText, other.Name.PatronymicText);
            case Feature.HandleEmail: return (one.Record.Handle?.Text, other.Record.EmailHandles[0].Text);
            case Feature.HandleName: return (one.Record.Handle?.Text, other.Name.SurnameText);
            case Feature.CompanyName: return (one.Record.Raw.CompanyName ?? one.Record.Raw.Title, other.Record.Raw.CompanyName ?? other.Record.Raw.Title);
            case Feature.TelegramId: return Pair(one.Record, other.Record, TelegramOf);
            case Feature.Username: return Pair(one.Record, other.Record, r => r.Usernames.Count > 0 ? r.Usernames[0] : null);
            case Feature.Email: return Emails(one.Record, other.Record);
            case Feature.Phone when finding.Number != 0: return (Phone(finding.Number), Phone(finding.Number));
            case Feature.Phone: return Pair(one.Record, other.Record, PhoneOf);
            default: return (null, null);
        }
    }

    private static (string?, string?) Pair(NormalizedRecord one, NormalizedRecord other, Func<NormalizedRecord, string?> value) =>
      (value(one), value(other));

    private static (string?, string?) Emails(NormalizedRecord one, NormalizedRecord other)
    {
        var ones = one.Emails.Concat(one.TextEmails).Select(e => e.Key).ToList();
        var others = other.Emails.Concat(other.TextEmails).Select(e => e.Key).ToList();
        var shared = ones.FirstOrDefault(others.Contains);
        return shared is null ? (ones.FirstOrDefault(), others.FirstOrDefault()) : (shared, shared);
    }

    private static string? SurnameOf(PersonName name) =>
      name.SurnameText ?? (name.SurnameInitial == '\0' ? null : name.SurnameInitial + ".");

    private static string? TelegramOf(NormalizedRecord record) =>
      record.TelegramId?.ToString(CultureInfo.InvariantCulture) ?? (record.Chats.Count > 0 ? record.Chats[0] : null);

    private static string? PhoneOf(NormalizedRecord record) =>
      record.Phones.Count > 0 ? Phone(record.Phones[0]) : record.TextPhones.Count > 0 ? record.TextPhones[0].Phone.Text : null;

    private static string Phone(long number) => "+" + number.ToString(CultureInfo.InvariantCulture);
}
