namespace DedupPortal.Matching.Tests;

public sealed class MatchEngineTests
{
    [Fact]
    public void Run_NoRecords_GivesNothing()
    {
        var result = Card.Run([]);

        Assert.Empty(result.Clusters);
        Assert.Empty(result.Scores);
        Assert.Equal("prior-1", result.ModelVersion);
    }

    [Fact]
    public void Run_FullNameWithinMinutesOfMessage_IsMatch()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анюта Зеленцова 🌸", 500000001),
            Card.Phone(2, "Анна", "Зеленцова", "+7 999 000-00-12").WrittenTo(Card.Noon.AddMinutes(-7)),
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        var score = result.Between(0, 1)!;
        Assert.Equal(Classification.Match, score.Classification);
        Assert.Equal([0, 1], result.Clusters.Single().Members.Select(m => m.Record));
        Assert.Equal([RecordSide.Telegram, RecordSide.Phone], result.Clusters.Single().Members.Select(m => m.Side));
        Assert.Contains(score.Explanation.Bars, bar => bar.Code == ReasonCode.FirstNameDiminutive);
        Assert.Contains(score.Explanation.Bars, bar => bar is { Code: ReasonCode.TimeAfterMessage, Parameters.Seconds: 420 });
    }

    [Fact]
    public void Run_TwoAnnasWrittenToInOneHour_NeitherIsMatch()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анна", 500000001),
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddMinutes(-20)),
            Card.Phone(3, "Анна", "Руднева", "+79990000013").WrittenTo(Card.Noon.AddMinutes(-25)),
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        foreach (var other in (int[])[1, 2])
        {
            var score = result.Between(0, other)!;
            Assert.NotEqual(Classification.Match, score.Classification);
            Assert.Contains(score.Explanation.Bars, bar => bar is { Code: ReasonCode.CompetitionOthers, Bits: < -0.5, Parameters.Count: 1 });
        }
    }

    [Fact]
    public void Run_FirstNameSecondsAfterMessage_IsPossibleButNeverMatch()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Эвелина", 500000001),
            Card.Phone(2, "Эвелина", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddSeconds(-50)),
            .. Card.Crowd(),
        ];

        var score = Card.Run(records).Between(0, 1)!;

        Assert.True(score.Probability > MatchModel.Default.MatchThreshold);
        Assert.Equal(Classification.PossibleMatch, score.Classification);
    }

    [Fact]
    public void Run_FirstNameAlone_IsNoMatch()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Эвелина", 500000001),
            Card.Phone(2, "Эвелина", "Зеленцова", "+79990000012"),
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        Assert.NotEqual(Classification.Match, result.Between(0, 1)?.Classification ?? Classification.NonMatch);
    }

    [Fact]
    public void Run_DifferentSurnameInSameMinute_IsNoMatch()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анна Мышкина", 500000001),
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddMinutes(-3)),
            .. Card.Crowd(),
        ];

        var score = Card.Run(records).Between(0, 1);

        Assert.NotEqual(Classification.Match, score?.Classification ?? Classification.NonMatch);
    }

    [Fact]
    public void Run_PhoneInChat_IsMatchAtAnyTime()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "🌸🌸", 500000001) with { ChatTexts = ["Здравствуйте! Мой номер 8 (999) 000-00-12"] },
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012"),
            .. Card.Crowd(),
        ];

        var score = Card.Run(records).Between(0, 1)!;

        Assert.Equal(Classification.Match, score.Classification);
        Assert.Contains(score.Explanation.Bars, bar => bar is { Code: ReasonCode.PhoneInText, Parameters.First: "+79990000012" });
    }

    [Fact]
    public void Run_HusbandsPhoneInChat_IsNoMatchWithHusband()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анна Зеленцова", 500000001) with { Comments = "Записать на номер мужа: +79990000012" },
            Card.Phone(2, "Борис", "Зеленцов", "+79990000012"),
            .. Card.Crowd(),
        ];

        var score = Card.Run(records).Between(0, 1);

        Assert.Equal(Classification.NonMatch, score?.Classification ?? Classification.NonMatch);
    }

    [Fact]
    public void Run_TitleNamesTelegramOnly_IsNotTelegramSide()
    {
        var record = Card.Phone(1, "Анна", "Зеленцова", "+79990000012", kind: RecordKind.Lead) with { Title = "Анна - Telegram", Phones = [] };

        var result = Card.Run([record, .. Card.Crowd()]);

        Assert.Equal(RecordSide.None, result.Sides[0]);
    }

    [Theory]
    [InlineData("imol|telegrambot|5|500000001|9", null, RecordSide.Telegram)]
    [InlineData("imol|wazzup24|5|500000001|9", "7|WZ_TELEGRAM", RecordSide.Telegram)]
    [InlineData("imol|wazzup24|5|79990000012|9", "7|WZ_WHATSAPP", RecordSide.None)]
    [InlineData("imol|livechat|9|17|17", "9|LIVECHAT", RecordSide.None)]
    [InlineData(null, "5|TELEGRAM", RecordSide.Telegram)]
    [InlineData("https://t.me/some_nick", null, RecordSide.Telegram)]
    public void Run_CardWithoutPhone_IsTelegramSideByItsCodes(string? code, string? source, RecordSide expected)
    {
        var record = new MatchRecord { Kind = RecordKind.Lead, Id = 1, Created = Card.Noon, SourceId = source, MessengerCodes = code is null ? [] : [code] };

        Assert.Equal(expected, Card.Run([record]).Sides[0]);
    }

    [Fact]
    public void Run_InventedPhone_LeavesCardOnTelegramSide()
    {
        var record = Card.Telegram(1, "Анна", 500000001) with { Phones = ["+7 000 000 00 00"] };

        Assert.Equal(RecordSide.Telegram, Card.Run([record]).Sides[0]);
    }

    [Fact]
    public void Run_PhoneOfManyPeople_IsNobodys()
    {
        string[] names = ["Анна", "Борис", "Вера", "Глеб", "Дарья", "Егор", "Жанна", "Захар", "Инна", "Карен"];
        var records = names.Select((name, i) => Card.Phone(i + 1, name, null, "+79990000012")).ToList();

        var result = Card.Run(records);

        Assert.All(result.Sides, side => Assert.Equal(RecordSide.None, side));
        Assert.Empty(result.Scores);
    }

    [Fact]
    public void Run_OneTelegramIdOnTwoLines_IsOnePerson()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анна", 500000001, line: 5),
            Card.Telegram(2, "Снег", 500000001, Card.Noon.AddDays(3), line: 7),
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        var score = result.Between(0, 1)!;
        Assert.Equal(PairRelation.SameTelegram, score.Relation);
        Assert.Equal(Classification.Match, score.Classification);
        Assert.True(score.Probability > 0.9999);
        Assert.Equal([0, 1], result.Clusters.Single().Members.Select(m => m.Record));
    }

    [Fact]
    public void Run_LeadAndItsContactInOneChat_IsNoDuplicate()
    {
        var contact = Card.Telegram(1, "Анна", 500000001, kind: RecordKind.Contact);
        var lead = Card.Telegram(1, "Анна", 500000001) with { OwnerContact = 0 };

        Assert.Empty(Card.Run([contact, lead, .. Card.Crowd()]).Scores);
    }

    [Fact]
    public void Run_PhoneLeadAndItsContact_IsNoDuplicate()
    {
        var contact = Card.Phone(1, "Анна", "Зеленцова", "+79990000012");
        var lead = Card.Phone(2, "Анна", "Зеленцова", "+79990000012", kind: RecordKind.Lead);

        var result = Card.Run([contact, lead, .. Card.Crowd()]);

        Assert.Empty(result.Scores);
        Assert.Empty(result.Clusters);
    }

    [Fact]
    public void Run_LeadAndContactOfOnePerson_DoNotCompeteForTheChat()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анна Зеленцова", 500000001),
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddMinutes(-7)),
            Card.Phone(3, "Анна", null, "8 999 000 00 12", kind: RecordKind.Lead),
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        Assert.Equal(Classification.Match, result.Between(0, 1)!.Classification);
        Assert.Equal(result.Between(0, 1)!.LogOdds, result.Between(0, 2)!.LogOdds, 9);
        Assert.Contains(result.Between(0, 2)!.Explanation.Bars, bar => bar is { Code: ReasonCode.SiblingEvidence, Parameters.Record: 1 });
        Assert.Equal([0, 1, 2], result.Clusters.Single().Members.Select(m => m.Record));
    }

    [Fact]
    public void Run_ChatAlreadyOnPhoneCard_IsTheSamePersonForCertain()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анна", 500000001, line: 7),
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012") with { MessengerCodes = ["imol|telegrambot|5|500000001|77"] },
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        Assert.Equal(PairRelation.SameTelegram, result.Between(0, 1)!.Relation);
        Assert.Equal(RecordSide.Both, result.Clusters.Single().Members[1].Side);
    }

    [Fact]
    public void Run_PersonWithAnotherTelegramId_IsNoMatch()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анна", 500000001),
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddMinutes(-7)) with { MessengerCodes = ["imol|telegrambot|5|500000002|77"] },
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        Assert.NotEqual(Classification.Match, result.Between(0, 1)?.Classification ?? Classification.NonMatch);
        Assert.Empty(result.Clusters);
    }

    [Fact]
    public void Run_UsernameFitsEmail_IsMatch()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Снег", 500000001) with { Webs = ["https://t.me/anna_zelen7"] },
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddMinutes(-90)) with { Emails = ["anna.zelen7@example.com"] },
            .. Card.Crowd(),
        ];

        var score = Card.Run(records).Between(0, 1)!;

        Assert.Equal(Classification.Match, score.Classification);
        Assert.Contains(score.Explanation.Bars, bar => bar is { Code: ReasonCode.HandleEmailSame, Bits: > 0 });
    }

    [Fact]
    public void Run_ProfileAddressOnDealAlone_HelpsItsContact()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Снег", 500000001, kind: RecordKind.Contact),
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddMinutes(-30)),
            Deal(3, owner: 0, "0", Card.Noon) with { SourceDescription = "https://t.me/anna_zelentsova" },
            .. Card.Crowd(),
        ];

        var score = Card.Run(records).Between(0, 1)!;

        Assert.Equal(Classification.Match, score.Classification);
        Assert.Contains(score.Explanation.Bars, bar => bar is { Code: ReasonCode.HandleSurname, Parameters.First: "anna_zelentsova" });
    }

    [Fact]
    public void Run_UsernameShownAsName_IsTakenApart()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "zelentsovaanna", 500000001),
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddMinutes(-30)),
            .. Card.Crowd(),
        ];

        Assert.Equal(Classification.Match, Card.Run(records).Between(0, 1)!.Classification);
    }

    [Fact]
    public void Run_OneUsernameWithTwoIds_IsTwoPeople()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анна Зеленцова", 500000001) with { Webs = ["https://t.me/anna_z"] },
            Card.Telegram(2, "Анна Зеленцова", 500000002) with { Webs = ["https://t.me/anna_z"] },
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        Assert.Equal(Classification.NonMatch, result.Between(0, 1)?.Classification ?? Classification.NonMatch);
    }

    [Theory]
    [InlineData("Анна", "Анна", true)]
    [InlineData("Анна", "Аня", true)]
    [InlineData("Анна", "Борис", false)]
    public void Run_TwoContactsWithOnePhone_AreDuplicatesWhenNamesAgree(string one, string other, bool expected)
    {
        List<MatchRecord> records =
        [
            Card.Phone(1, one, "Зеленцова", "+79990000012"),
            Card.Phone(2, other, "Зеленцов", "8 (999) 000-00-12"),
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        var score = result.Between(0, 1);
        Assert.Equal(expected ? Classification.Match : Classification.NonMatch, score?.Classification ?? Classification.NonMatch);
        Assert.Equal(expected, result.Clusters.Count == 1);
    }

    [Fact]
    public void Run_TwoCompaniesWithOnePhoneAndName_AreDuplicates()
    {
        MatchRecord[] records =
        [
            new() { Kind = RecordKind.Company, Id = 1, Title = "ООО «Ромашка»", Phones = ["+74950001234"], Created = Card.Noon },
            new() { Kind = RecordKind.Company, Id = 2, Title = "ООО  «РОМАШКА».", Phones = ["8 495 000 12 34"], Created = Card.Noon.AddDays(4) },
            new() { Kind = RecordKind.Company, Id = 3, Title = "ООО «Гранит»", Phones = ["+74950009876"], Created = Card.Noon },
        ];

        var result = Card.Run([.. records, .. Card.Crowd()]);

        Assert.Equal(Classification.Match, result.Between(0, 1)!.Classification);
        Assert.Equal([0, 1], result.Clusters.Single().Members.Select(m => m.Record));
    }

    [Fact]
    public void Run_DealsOfMatchingContacts_ArePairedInOnePipeline()
    {
        List<MatchRecord> records =
        [
            Card.Telegram(1, "Анна Зеленцова", 500000001, kind: RecordKind.Contact),
            Card.Phone(2, "Анна", "Зеленцова", "+79990000012").WrittenTo(Card.Noon.AddMinutes(-7)),
            Deal(3, owner: 0, "0", Card.Noon),
            Deal(4, owner: 1, "0", Card.Noon.AddDays(-2)),
            Deal(5, owner: 1, "1", Card.Noon.AddDays(-1)),
            Deal(6, owner: 1, "0", Card.Noon.AddDays(-200)),
            Deal(7, owner: 1, "0", Card.Noon.AddDays(-1)) with { Closed = true },
            .. Card.Crowd(),
        ];

        var result = Card.Run(records);

        var deals = result.Scores.Where(s => s.Relation == PairRelation.DerivedDeal).ToList();
        Assert.Equal(new RecordPair(2, 3), Assert.Single(deals).Pair);
        Assert.Contains(deals[0].Explanation.Bars, bar => bar is { Code: ReasonCode.ContactsMatch, Parameters: { Record: 0, OtherRecord: 1 } });
        Assert.Equal(2, result.Clusters.Count);
        Assert.Contains(result.Clusters, c => c.Members.Select(m => m.Record).SequenceEqual([2, 3]));
    }

    [Fact]
    public void Run_Cancelled_Throws()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => MatchEngine.Run([.. Card.Crowd()], MatchModel.Default, MatchConstraints.None, null, cancelled.Token));
    }

    [Fact]
    public void Run_OwnerOutsideTheList_Throws()
    {
        Assert.Throws<ArgumentException>(() => Card.Run([Deal(1, owner: 5, "0", Card.Noon)]));
    }

    [Fact]
    public void Run_Progress_GoesThroughAllPhases()
    {
        var phases = new PhaseLog();

        MatchEngine.Run([.. Card.Crowd()], MatchModel.Default, MatchConstraints.None, phases, CancellationToken.None);

        Assert.Equal(Enum.GetValues<MatchPhase>(), phases.Seen.Distinct());
    }

    private static MatchRecord Deal(long id, int owner, string pipeline, DateTimeOffset created) =>
        new() { Kind = RecordKind.Deal, Id = id, OwnerContact = owner, Pipeline = pipeline, Created = created };

    private sealed class PhaseLog : IProgress<MatchProgress>
    {
        internal List<MatchPhase> Seen { get; } = [];

        public void Report(MatchProgress value) => Seen.Add(value.Phase);
    }
}
